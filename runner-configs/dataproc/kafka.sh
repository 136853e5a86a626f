#!/usr/bin/env bash
# Initialization action: a Kafka of one node on the cluster's master, from a jar in the bucket, as
# the nodes have no internet. Metadata of the cluster: sliderule-broker-jar (gs://...) and
# sliderule-kafka-port.
set -euo pipefail

metadata=${METADATA_COMMAND:-/usr/share/google/get_metadata_value}
install_dir=${INSTALL_DIR:-/opt/sliderule}
unit=${SYSTEMD_DIR:-/etc/systemd/system}/sliderule-kafka.service
patience_seconds=120

attribute() {
  "$metadata" "attributes/$1"
}

install_broker() {
  mkdir -p "$install_dir/kafka"
  gcloud storage cp "$(attribute sliderule-broker-jar)" "$install_dir/sliderule-broker.jar"
  chown -R nobody "$install_dir/kafka"
}

# Binds the address that the master's name has in the network, and no other.
write_unit() {
  cat >"$unit" <<UNIT
[Unit]
Description=Kafka of one node, for Sliderule
After=network-online.target
Wants=network-online.target

[Service]
User=nobody
ExecStart=$(command -v java) -Xmx512m -jar $install_dir/sliderule-broker.jar --host=$1 --port=$2 --dir=$install_dir/kafka
Restart=on-failure
SuccessExitStatus=143

[Install]
WantedBy=multi-user.target
UNIT
}

await_broker() {
  local start=$SECONDS state
  until (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; do
    state=$(systemctl is-active sliderule-kafka || true)
    if [[ $state == failed || $state == inactive ]] || ((SECONDS - start > patience_seconds)); then
      echo "Kafka ($state) does not answer at $1:$2: journalctl -u sliderule-kafka" >&2
      exit 1
    fi
    sleep 1
  done
}

main() {
  [[ $(attribute dataproc-role) == Master ]] || return 0
  local host port
  host=$(attribute dataproc-master)
  port=$(attribute sliderule-kafka-port)
  install_broker
  write_unit "$host" "$port"
  systemctl daemon-reload
  systemctl enable --now sliderule-kafka
  await_broker "$host" "$port"
}

main
