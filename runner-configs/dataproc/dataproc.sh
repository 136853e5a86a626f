#!/usr/bin/env bash
# Sliderule on Google Dataproc, through gcloud.
#
#   dataproc.sh run   from nothing to the last window: bucket, cluster, Kafka, both jobs
#   dataproc.sh stop  removes what 'run' has made, and nothing else
#
# Its settings are environment variables; docs/dataproc.md and the Makefile list them.
# Exit codes: 0 done, 1 a step or a job failed, 2 wrong setting or missing prerequisite, 130 Ctrl-C.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
configs=runner-configs/dataproc
if ((BASH_VERSINFO[0] < 4)); then
  printf 'sliderule: bash %s is too old; expected 4 or newer: install one, or use Cloud Shell\n' "$BASH_VERSION" >&2
  exit 2
fi

PROJECT=${PROJECT:-}
REGION=${REGION:-us-central1}
CLUSTER=${CLUSTER:-sliderule}
BUCKET=${BUCKET:-$PROJECT-sliderule}
MACHINE=${MACHINE:-e2-standard-4}
WORKERS=${WORKERS:-2}
SUBNET=${SUBNET:-default}
SERVICE_ACCOUNT=${SERVICE_ACCOUNT:-}
KAFKA=${KAFKA:-cluster}
KAFKA_PORT=${KAFKA_PORT:-9092}
BOOTSTRAP=${BOOTSTRAP:-}
MAX_IDLE=${MAX_IDLE:-30m}
MAX_AGE=${MAX_AGE:-4h}
TOPIC=${TOPIC:-customer-transactions}
RECORDS=${RECORDS:-2000}
RATE=${RATE:-20}
WINDOW=${WINDOW:-10s}
PERIOD=${PERIOD:-5s}
GROUP_BY=${GROUP_BY:-}
PIPELINE_ARGS=${PIPELINE_ARGS:-}
GENERATOR_ARGS=${GENERATOR_ARGS:-}
DRY_RUN=${DRY_RUN:-}
# Seconds between looks at the jobs, and how long a job may take to begin.
POLL=${POLL:-5}
PATIENCE=${PATIENCE:-600}

# Where Kafka is: cluster, managed or other.
kafka=${BOOTSTRAP:+other}
kafka=${kafka:-$KAFKA}
label=created-by=sliderule
home=gs://$BUCKET/sliderule-dataproc/$CLUSTER
managed_kafka=$CLUSTER-kafka
run=${RUN:-$(date -u +%Y%m%d-%H%M%S)}
scratch=$(mktemp -d)

# What this run has begun, for the end.
making_cluster=
submitting=
stopped=
table_pid=

# Of the jobs 'pipeline' and 'generator': ID, state, and where the driver's output is.
declare -A id=() state=([pipeline]=PENDING [generator]=PENDING) output=()
last_answer=0

say() {
  clear_status
  printf '%s\n' "$*"
}

# Ends with one sentence.
fail() {
  local code=$1
  shift
  clear_status
  printf 'sliderule: %s\n' "$*" >&2
  exit "$code"
}

status_shown=
last_status=

# One line that changes in place on a terminal; elsewhere a line whenever it says something else.
show_status() {
  [[ $1 != "$last_status" ]] || return 0
  last_status=$1
  if [[ -t 1 ]]; then
    printf '\r\033[K%s' "$1"
    status_shown=1
  else
    printf '%s\n' "$1"
  fi
}

clear_status() {
  [[ -z $status_shown ]] || printf '\r\033[K'
  status_shown=
}

print_command() {
  local word
  printf '+'
  for word; do
    if [[ $word =~ ^[A-Za-z0-9_./:=,@%+-]+$ ]]; then
      printf ' %s' "$word"
    else
      printf " '%s'" "${word//\'/\'\\\'\'}"
    fi
  done
  printf '\n'
}

# Asks without changing anything. A dry run assumes that nothing is there yet.
ask() {
  [[ -z $DRY_RUN ]] || return 1
  gcloud "--project=$PROJECT" "$@" 2>"$scratch/error"
}

# Asks for what need not be there, and has nothing to say then, nor in a dry run. Where gcloud cannot
# tell, this ends. To be called as found=$(look_up ...), a command of its own, so that 'set -e' sees it.
look_up() {
  local what=$1
  shift
  [[ -z $DRY_RUN ]] || return 0
  ask "$@" || is_missing ||
    fail 1 "whether $what is there cannot be found out ($(reason))$(remedy)"
}

# Whether gcloud has just said that there is no such thing; without the API, there is none of its kind.
is_missing() {
  grep -qE 'NOT_FOUND|not found: 404|matched no objects|SERVICE_DISABLED|has not been used in project' "$scratch/error"
}

# Changes something, or shows in a dry run what would be done. Its output goes to $scratch/out.
change() {
  : >"$scratch/out"
  if [[ -n $DRY_RUN ]]; then
    print_command gcloud "--project=$PROJECT" "$@"
    return 0
  fi
  gcloud "--project=$PROJECT" --quiet "$@" >"$scratch/out" 2>"$scratch/error"
}

# What gcloud has said, in one line.
reason() {
  local text
  text=$(grep -m1 -E '^ERROR' "$scratch/error" || tail -n1 "$scratch/error" || true)
  text=${text#ERROR: }
  printf '%s' "${text:-no reason given}"
}

# What helps against the usual failures, after a semicolon; nothing if unknown.
remedy() {
  local text
  text=$(cat "$scratch/error" "$@" 2>/dev/null || true)
  case $text in
    *[Qq]uota*)
      printf '; ask for more quota at https://console.cloud.google.com/iam-admin/quotas?project=%s or take less: MACHINE=e2-standard-2' "$PROJECT"
      ;;
    *"exit code 143"* | *"exit code 137"* | *OutOfMemory* | *"running beyond physical memory"*)
      printf '; memory ran out: take a larger machine, such as MACHINE=%s' "$(larger_machine)"
      ;;
    *NoSuchMethodError* | *NoClassDefFoundError* | *ClassNotFoundException* | *AbstractMethodError*)
      printf '; the jar and the cluster do not fit: keep the --image-version in cluster.flags, and build anew with make clean package'
      ;;
    *PERMISSION_DENIED* | *"does not have"*"permission"* | *"403"*)
      printf '; a role is missing: docs/dataproc.md lists those that you and the service account need'
      ;;
    *"rivate Google"* | *"Initialization action"*)
      printf '; see its output, named above; the nodes reach the bucket only by Private Google Access'
      ;;
  esac
}

larger_machine() {
  printf '%s-%s' "${MACHINE%-*}" $((2 * vcpus))
}

# Puts the lines of a file, without comments, into the array 'settings'.
read_settings() {
  mapfile -t settings < <(grep -Ev '^[[:space:]]*(#|$)' "$configs/$1")
}

# The part of the machine's name that counts: each of these machines has 4 GB for a vCPU.
size_machines() {
  if [[ ! $MACHINE =~ ^(e2|n2|n2d|n4|c3|t2d)-standard-([0-9]+)$ ]]; then
    fail 2 "MACHINE=$MACHINE is bad: too small, or no standard machine; both drivers and Kafka need 7 of the master's GB; expected e2-standard-2 or larger, such as e2-standard-4"
  fi
  vcpus=${BASH_REMATCH[2]}
  if ((vcpus < 2)); then
    fail 2 "MACHINE=$MACHINE is bad: both drivers and Kafka need 7 GB on the master, and it has $((4 * vcpus)); expected e2-standard-2 or larger"
  fi
  if [[ ! $WORKERS =~ ^[1-9][0-9]{0,2}$ ]] || ((WORKERS < 2)); then
    fail 2 "WORKERS=$WORKERS is bad: expected 2 or more, the least that Dataproc has"
  fi
  executor_cores=$((vcpus / 2))
  parallelism=$((WORKERS * executor_cores))
  partitions=$((parallelism > 4 ? parallelism : 4))
  if ((vcpus == 2)); then
    pipeline_driver=1g pipeline_executor=1536m generator_driver=768m generator_executor=768m
  else
    pipeline_driver=2g pipeline_executor=${vcpus}g generator_driver=1g generator_executor=1g
  fi
}

check_settings() {
  [[ -n $PROJECT ]] || fail 2 "PROJECT is missing: name a Google Cloud project, as in make $1-dataproc PROJECT=my-project"
  [[ $PROJECT =~ ^[a-z][a-z0-9-]{4,28}[a-z0-9]$ ]] ||
    fail 2 "PROJECT=$PROJECT is bad: expected a project ID of 6 to 30 lower-case letters, digits and hyphens"
  [[ $CLUSTER =~ ^[a-z]([a-z0-9-]{0,39}[a-z0-9])?$ ]] ||
    fail 2 "CLUSTER=$CLUSTER is bad: expected at most 41 lower-case letters, digits and hyphens"
  [[ $KAFKA == cluster || $KAFKA == managed ]] ||
    fail 2 "KAFKA=$KAFKA is bad: expected cluster (a broker on the master) or managed (Google's service); or BOOTSTRAP=host:port"
  size_machines
}

check_prerequisites() {
  [[ -z $DRY_RUN ]] || return 0
  command -v gcloud >/dev/null ||
    fail 2 "gcloud is missing: install it from https://cloud.google.com/sdk/docs/install"
  local account
  account=$(gcloud auth list --filter=status:ACTIVE --format='value(account)' 2>"$scratch/error" || true)
  [[ -n $account ]] || fail 2 "no Google account is active; run: gcloud auth login"
  ask projects describe "$PROJECT" --format='value(projectNumber)' >/dev/null ||
    fail 2 "project $PROJECT cannot be reached as $account ($(reason)); check the name, or run: gcloud auth login"
}

check_apis() {
  local enabled api missing=()
  local wanted=(compute.googleapis.com dataproc.googleapis.com storage.googleapis.com)
  if [[ $kafka == managed ]]; then
    wanted+=(managedkafka.googleapis.com)
  fi
  [[ -z $DRY_RUN ]] || return 0
  enabled=$(ask services list --enabled --format='value(config.name)') ||
    fail 2 "the APIs of project $PROJECT cannot be listed ($(reason))$(remedy)"
  for api in "${wanted[@]}"; do
    grep -qx "$api" <<<"$enabled" || missing+=("$api")
  done
  ((${#missing[@]} == 0)) ||
    fail 2 "APIs are not enabled; run: gcloud services enable ${missing[*]} --project=$PROJECT"
}

check_subnet() {
  [[ -z $DRY_RUN ]] || return 0
  local access
  access=$(ask compute networks subnets describe "$SUBNET" --region="$REGION" --format='value(privateIpGoogleAccess)') ||
    fail 2 "subnet $SUBNET in $REGION cannot be described ($(reason)); name one with SUBNET=..."
  [[ $access == True ]] ||
    fail 2 "subnet $SUBNET has no Private Google Access, and the nodes have no other way to the bucket; run: gcloud compute networks subnets update $SUBNET --region=$REGION --enable-private-ip-google-access --project=$PROJECT"
}

check_jars() {
  local jar
  for jar in sliderule-cluster.jar sliderule-broker.jar sliderule.jar; do
    [[ -n $DRY_RUN || -f target/$jar ]] ||
      fail 2 "target/$jar is missing; run: make package"
  done
}

# Google's prices of e2 in us-central1 when this was written; docs/dataproc.md shows the sum.
dollars_per_hour() {
  awk -v vcpus="$vcpus" -v nodes=$((WORKERS + 1)) \
    'BEGIN { printf "%.2f", nodes * (vcpus * (0.0335 + 0.010) + 0.0055) }'
}

show_plan() {
  local kafka_is price=''
  case $kafka in
    other) kafka_is=$BOOTSTRAP ;;
    managed) kafka_is="$managed_kafka, Google's managed service: takes half an hour to make and costs extra" ;;
    cluster) kafka_is="on the master" ;;
  esac
  if [[ $MACHINE == e2-* ]]; then
    price="about \$$(dollars_per_hour) an hour; "
  fi
  cat <<PLAN
project  $PROJECT, $REGION
bucket   gs://$BUCKET (made if missing)
cluster  $CLUSTER: 1 master and $WORKERS workers, $MACHINE ($(((WORKERS + 1) * vcpus)) vCPUs), no public addresses
         ${price}deletes itself after $MAX_IDLE without a job, and after $MAX_AGE
Kafka    $kafka_is
jobs     pipeline on $WORKERS executors (memory $pipeline_executor, cores $executor_cores); generator: $RECORDS records, $RATE a second
remove   make stop-dataproc PROJECT=$PROJECT REGION=$REGION BUCKET=$BUCKET CLUSTER=$CLUSTER
PLAN
}

make_bucket() {
  local found
  found=$(look_up "bucket gs://$BUCKET" storage buckets describe "gs://$BUCKET" --format='value(name)')
  if [[ -n $found ]]; then
    say "Bucket gs://$BUCKET is there."
    return
  fi
  say "Making bucket gs://$BUCKET ..."
  change storage buckets create "gs://$BUCKET" --location="$REGION" \
    --uniform-bucket-level-access --public-access-prevention ||
    fail 1 "bucket gs://$BUCKET cannot be made ($(reason))$(remedy); another name: BUCKET=..."
  change storage buckets update "gs://$BUCKET" --update-labels="$label" || {
    local why
    why="$(reason))$(remedy)"
    change storage buckets delete "gs://$BUCKET" || true
    fail 1 "bucket gs://$BUCKET cannot be labelled ($why"
  }
}

# Prints the place of the jar in our folder of the bucket, nothing if it is not there. The jar shows
# that the folder is ours, so it is uploaded before any other file.
home_mark() {
  look_up "$home" storage ls "$home/sliderule-cluster.jar"
}

upload() {
  local mark others='' files=()
  mark=$(home_mark)
  if [[ -z $mark ]]; then
    others=$(look_up "$home" storage ls "$home/**")
  fi
  [[ -z $others ]] ||
    fail 2 "$home is not empty and not ours: ${others%%$'\n'*} is there; choose another BUCKET=... or CLUSTER=..."
  say "Uploading the jars ..."
  upload_files target/sliderule-cluster.jar
  if [[ $kafka == cluster ]]; then
    files+=(target/sliderule-broker.jar "$configs/kafka.sh")
  fi
  if [[ $kafka == managed ]]; then
    files+=("$configs/managed-kafka.properties")
  fi
  if ((${#files[@]} > 0)); then
    upload_files "${files[@]}"
  fi
}

upload_files() {
  change storage cp "$@" "$home/" ||
    fail 1 "the jars cannot be uploaded to $home ($(reason))$(remedy)"
}

make_managed_kafka() {
  [[ $kafka == managed ]] || return 0
  local found
  found=$(look_up "Kafka $managed_kafka" managed-kafka clusters describe "$managed_kafka" --location="$REGION" \
    --format='value(name,labels.created-by)')
  if [[ -n $found && ${found##*$'\t'} != sliderule ]]; then
    fail 2 "Kafka $managed_kafka is there, but is not ours; choose another CLUSTER=..."
  fi
  if [[ -z $found ]]; then
    say "Making Kafka $managed_kafka, which takes about half an hour ..."
    change managed-kafka clusters create "$managed_kafka" --location="$REGION" --cpu=3 --memory=3GiB \
      --subnets="projects/$PROJECT/regions/$REGION/subnetworks/$SUBNET" --labels="$label" ||
      fail 1 "Kafka $managed_kafka cannot be made ($(reason))$(remedy)"
  fi
  make_topic "$TOPIC" "$partitions"
  make_topic "$TOPIC-results" 1 --configs=cleanup.policy=compact
  make_topic "$TOPIC-dead-letter" 1
}

make_topic() {
  local topic=$1 count=$2 found
  shift 2
  found=$(look_up "topic $topic" managed-kafka topics describe "$topic" --cluster="$managed_kafka" \
    --location="$REGION" --format='value(name)')
  [[ -z $found ]] || return 0
  change managed-kafka topics create "$topic" --cluster="$managed_kafka" --location="$REGION" \
    --partitions="$count" --replication-factor=3 "$@" ||
    fail 1 "topic $topic cannot be made ($(reason))$(remedy)"
}

# Reuses a running cluster; a failed one has to go first.
make_cluster() {
  local found
  found=$(look_up "cluster $CLUSTER" dataproc clusters describe "$CLUSTER" --region="$REGION" --format='value(status.state)')
  case $found in
    '') create_cluster ;;
    RUNNING) reuse_cluster ;;
    ERROR | ERROR_DUE_TO_UPDATE) fail 1 "cluster $CLUSTER is there, but in state $found; remove it with make stop-dataproc PROJECT=$PROJECT REGION=$REGION CLUSTER=$CLUSTER, or choose another CLUSTER=..." ;;
    *) fail 1 "cluster $CLUSTER is $found; wait until it is RUNNING or gone, or choose another CLUSTER=..." ;;
  esac
}

reuse_cluster() {
  local facts
  facts=$(ask dataproc clusters describe "$CLUSTER" --region="$REGION" \
    --format='value(labels.created-by,labels.sliderule-kafka)') ||
    fail 1 "cluster $CLUSTER cannot be described ($(reason))$(remedy)"
  if [[ $kafka == cluster && $facts != sliderule$'\t'cluster ]]; then
    fail 1 "cluster $CLUSTER is there, but has no Kafka of ours; name one with BOOTSTRAP=host:port, or choose another CLUSTER=..."
  fi
  say "Cluster $CLUSTER is running; using it."
}

create_cluster() {
  local own=()
  read_settings cluster.flags
  if [[ $kafka == cluster ]]; then
    own+=("--initialization-actions=$home/kafka.sh"
      "--metadata=sliderule-broker-jar=$home/sliderule-broker.jar,sliderule-kafka-port=$KAFKA_PORT")
  fi
  # By default the nodes may use storage and logging; the login to managed Kafka needs more.
  if [[ $kafka == managed ]]; then
    own+=(--scopes=cloud-platform)
  fi
  if [[ -n $SERVICE_ACCOUNT ]]; then
    own+=("--service-account=$SERVICE_ACCOUNT")
  fi
  say "Making cluster $CLUSTER, which takes some minutes ..."
  making_cluster=1
  change dataproc clusters create "$CLUSTER" --region="$REGION" --subnet="$SUBNET" \
    --master-machine-type="$MACHINE" --worker-machine-type="$MACHINE" --num-workers="$WORKERS" \
    --bucket="$BUCKET" --temp-bucket="$BUCKET" --labels="$label,sliderule-kafka=$kafka,sliderule-run=$run" \
    --delete-max-idle="$MAX_IDLE" --delete-max-age="$MAX_AGE" "${settings[@]}" "${own[@]}" || {
    local why
    why="$(reason)$(remedy)"
    cat "$scratch/error" >&2
    fail 1 "cluster $CLUSTER cannot be made: $why"
  }
  making_cluster=
  note_cluster
}

# Dataproc keeps files in the bucket under the cluster's UUID, which only 'stop' removes, perhaps
# when the cluster has long deleted itself.
note_cluster() {
  local uuid=CLUSTER_UUID
  if [[ -z $DRY_RUN ]]; then
    uuid=$(ask dataproc clusters describe "$CLUSTER" --region="$REGION" --format='value(clusterUuid)') ||
      fail 1 "cluster $CLUSTER cannot be described ($(reason))$(remedy)"
  fi
  change storage cp "$configs/cluster.flags" "$home/clusters/$uuid" ||
    fail 1 "$home/clusters cannot be written ($(reason))$(remedy)"
}

find_kafka() {
  case $kafka in
    other)
      bootstrap=$BOOTSTRAP
      ;;
    managed)
      bootstrap=$([[ -n $DRY_RUN ]] && echo BOOTSTRAP_ADDRESS || ask managed-kafka clusters describe \
        "$managed_kafka" --location="$REGION" --format='value(bootstrapAddress)') ||
        fail 1 "the address of Kafka $managed_kafka cannot be found ($(reason))$(remedy)"
      ;;
    cluster)
      bootstrap=$([[ -n $DRY_RUN ]] && echo "$CLUSTER-m" || ask dataproc clusters describe "$CLUSTER" \
        --region="$REGION" --format='value(config.masterConfig.instanceNames[0])') ||
        fail 1 "the master of cluster $CLUSTER cannot be found ($(reason))$(remedy)"
      bootstrap+=:$KAFKA_PORT
      ;;
  esac
}

# Submits a job: its name, main class, driver and executor memory, executors, cores; then arguments.
submit() {
  local job=$1 class=$2 driver=$3 executor=$4 executors=$5 cores=$6
  shift 6
  local flags arguments properties
  read_settings "$job.flags"
  flags=("${settings[@]}")
  read_settings "$job.args"
  arguments=("${settings[@]}")
  read_settings spark.properties
  properties=("${settings[@]}" "spark.driver.memory=$driver" "spark.executor.memory=$executor"
    "spark.executor.instances=$executors" "spark.executor.cores=$cores"
    "spark.default.parallelism=$((executors * cores))")
  arguments+=(--runner=SparkRunner "--bootstrapServers=$bootstrap" "--topic=$TOPIC"
    "--checkpointDir=$home/runs/$run/$job-checkpoint" "$@")
  if [[ $kafka == managed ]]; then
    flags+=("--files=$home/managed-kafka.properties")
    arguments+=("--$([[ $job == pipeline ]] && echo consumer || echo producer)Config=managed-kafka.properties")
  fi
  keep_last "${arguments[@]}"
  say "Submitting the $job ..."
  submitting=1
  change dataproc jobs submit spark --cluster="$CLUSTER" --region="$REGION" --async \
    --class="$class" --jars="$home/sliderule-cluster.jar" --labels="$label,sliderule-run=$run" \
    --properties="^;^$(join ';' "${properties[@]}")" --format='value(reference.jobId)' \
    "${flags[@]}" -- "${settings[@]}" ||
    fail 1 "the $job cannot be submitted ($(reason))$(remedy)"
  id[$job]=$(tr -d '[:space:]' <"$scratch/out")
  last_answer=$SECONDS
}

# Puts options into the array 'settings'; of those given twice, the later one.
keep_last() {
  local -A last=()
  local option i=0
  for option; do
    last[${option%%=*}]=$((i++))
  done
  settings=()
  i=0
  for option; do
    if ((last[${option%%=*}] == i++)); then
      settings+=("$option")
    fi
  done
}

join() {
  local IFS=$1
  shift
  printf '%s' "$*"
}

submit_pipeline() {
  local arguments=("--topicPartitions=$partitions"
    "--windowSize=$WINDOW" "--windowPeriod=$PERIOD" "--output=kafka,jsonl:$home/runs/$run/results")
  if [[ -n $GROUP_BY ]]; then
    arguments+=("--groupBy=$GROUP_BY")
  fi
  local more
  read -ra more <<<"$PIPELINE_ARGS"
  submit pipeline dev.sliderule.pipeline.UniqueCountsPipeline "$pipeline_driver" "$pipeline_executor" \
    "$WORKERS" "$executor_cores" "${arguments[@]}" "${more[@]}"
}

submit_generator() {
  local more
  read -ra more <<<"$GENERATOR_ARGS"
  submit generator dev.sliderule.generator.GeneratorPipeline "$generator_driver" "$generator_executor" \
    1 1 "--maxRecords=$RECORDS" "--rate=$RATE" "--announceEndTo=sliderule-$TOPIC" "${more[@]}"
}

# Looks at a job; what was known stays when gcloud does not answer.
look_at() {
  local found
  if found=$(ask dataproc jobs describe "${id[$1]}" --region="$REGION" --format='value(status.state,driverOutputResourceUri)'); then
    state[$1]=${found%%$'\t'*}
    output[$1]=${found#*$'\t'}
    last_answer=$SECONDS
  elif ((SECONDS - last_answer > PATIENCE)); then
    fail 1 "gcloud has said nothing about the jobs for $PATIENCE s ($(reason)); run: gcloud auth login"
  fi
}

# What the driver of a job has printed so far.
driver_output() {
  [[ -n ${output[$1]:-} ]] || return 0
  ask storage cat "${output[$1]}*" || true
}

is_failed() {
  [[ ${state[$1]} == ERROR || ${state[$1]} == CANCELLED ]]
}

log_of() {
  printf 'its log: gcloud dataproc jobs wait %s --region=%s --project=%s' "${id[$1]}" "$REGION" "$PROJECT"
}

# Ends because a job did; its own sentence, if it left one, is the best reason.
fail_job() {
  local details sentence
  details=$(ask dataproc jobs describe "${id[$1]}" --region="$REGION" --format='value(status.details)' || true)
  driver_output "$1" >"$scratch/driver"
  printf '%s\n' "$details" >>"$scratch/driver"
  sentence=$(grep -E '^sliderule: ' "$scratch/driver" | tail -n1 || true)
  sentence=${sentence#sliderule: }
  : >"$scratch/error"
  fail 1 "the $1 ended in state ${state[$1]}: ${sentence:-${details//$'\n'/ }}$(remedy "$scratch/driver"); $(log_of "$1")"
}

wait_reading() {
  [[ -z $DRY_RUN ]] || return 0
  say "Waiting until the pipeline reads $TOPIC ..."
  local start=$SECONDS
  until driver_output pipeline | grep -qx "reading $TOPIC"; do
    look_at pipeline
    show_status "pipeline ${state[pipeline]} for $((SECONDS - start)) s"
    if is_failed pipeline || [[ ${state[pipeline]} == DONE ]]; then
      fail_job pipeline
    elif ((SECONDS - start > PATIENCE)); then
      fail 1 "the pipeline did not begin to read within $PATIENCE s; $(log_of pipeline)"
    fi
    sleep "$POLL"
  done
}

# Rows go through the table of 'run-local'; its input stays open from one look to the next.
start_table() {
  exec 3> >(exec "${JAVA:-java}" -jar target/sliderule.jar show-rows)
  table_pid=$!
}

declare -A rows_shown=()

# Shows the files of rows that have come since the last look: one for each window that is closed.
# Their names sort by time.
show_rows() {
  local file new=()
  while read -r file; do
    [[ -n ${rows_shown[$file]:-} ]] || new+=("$file")
  done < <(ask storage ls "$home/runs/$run/results/rows-*" 2>/dev/null | sort || true)
  ((${#new[@]} > 0)) || return 0
  clear_status
  if ask storage cat "${new[@]}" >"$scratch/rows"; then
    cat "$scratch/rows" >&3
    for file in "${new[@]}"; do
      rows_shown[$file]=1
    done
  fi
}

end_table() {
  exec 3>&-
  wait "$table_pid" || true
}

# The last line of a driver that says how far it is.
progress() {
  driver_output "$1" | grep -E "$2" | tail -n1 || true
}

follow() {
  [[ -z $DRY_RUN ]] || return 0
  start_table
  local sent read
  until [[ ${state[generator]} == DONE && ${state[pipeline]} == DONE ]]; do
    sleep "$POLL"
    look_at pipeline
    look_at generator
    show_rows
    sent=$(progress generator '^generator')
    read=$(progress pipeline '^read ')
    show_status "generator ${state[generator]} ${sent#generator: } | pipeline ${state[pipeline]} $read"
    ! is_failed generator || fail_job generator
    ! is_failed pipeline || fail_job pipeline
  done
  show_rows
  clear_status
  end_table
  say ""
  say "$(progress generator '^generator')"
  say "$(progress pipeline '^read ')"
}

show_end() {
  local console="https://console.cloud.google.com/dataproc"
  say "rows     $home/runs/$run/results, and topic $TOPIC-results at $bootstrap"
  say "logs     $console/jobs/${id[pipeline]:-PIPELINE}?region=$REGION&project=$PROJECT"
  say "         $console/jobs/${id[generator]:-GENERATOR}?region=$REGION&project=$PROJECT"
  say "pages    $console/clusters/$CLUSTER/interfaces?region=$REGION&project=$PROJECT"
  say "remove   make stop-dataproc PROJECT=$PROJECT REGION=$REGION BUCKET=$BUCKET CLUSTER=$CLUSTER"
}

active_jobs() {
  ask dataproc jobs list --cluster="$CLUSTER" --region="$REGION" --state-filter=active \
    --filter="$1" --format='value(reference.jobId)'
}

# Kills the jobs with a label, and waits until they are gone.
kill_jobs() {
  local ids one start=$SECONDS
  ids=$(active_jobs "$1" || true)
  for one in $ids; do
    change dataproc jobs kill "$one" --region="$REGION" || true
  done
  while [[ -n $ids ]]; do
    if ((SECONDS - start > PATIENCE)); then
      printf 'sliderule: jobs are still active: %s; make stop-dataproc removes them with the cluster\n' "${ids//$'\n'/ }" >&2
      return
    fi
    sleep "$POLL"
    ids=$(active_jobs "$1" || echo "$ids")
  done
}

# A cluster of this name may be somebody else's, made in the meantime; then it stays.
remove_unfinished_cluster() {
  local maker
  local hint="run: make stop-dataproc PROJECT=$PROJECT REGION=$REGION CLUSTER=$CLUSTER"
  if ! maker=$(ask dataproc clusters describe "$CLUSTER" --region="$REGION" --format='value(labels.sliderule-run)'); then
    is_missing ||
      printf 'sliderule: cluster %s may be there still (%s); %s\n' "$CLUSTER" "$(reason)" "$hint" >&2
  elif [[ $maker == "$run" ]]; then
    printf 'Removing cluster %s ...\n' "$CLUSTER" >&2
    change dataproc clusters delete "$CLUSTER" --region="$REGION" ||
      printf 'sliderule: cluster %s is still there; %s\n' "$CLUSTER" "$hint" >&2
  fi
}

# Leaves no job of this run, and no cluster that did not come about.
clean_up() {
  local code=$?
  trap '' INT TERM
  trap - EXIT
  set +e
  if [[ -n $stopped ]]; then
    code=130
    clear_status
    printf 'sliderule: stopped\n' >&2
  fi
  if ((code != 0)) && [[ -z $DRY_RUN ]]; then
    if [[ -n $submitting ]]; then
      printf 'Stopping the jobs ...\n' >&2
      kill_jobs "labels.sliderule-run=$run"
    fi
    [[ -z $making_cluster ]] || remove_unfinished_cluster
  fi
  [[ -z $table_pid ]] || exec 3>&-
  rm -rf "$scratch"
  exit "$code"
}

stop_early() {
  stopped=1
  exit 130
}

run() {
  check_settings run
  check_prerequisites
  check_apis
  check_subnet
  check_jars
  show_plan
  make_bucket
  upload
  make_managed_kafka
  make_cluster
  find_kafka
  submit_pipeline
  wait_reading
  submit_generator
  follow
  show_end
}

remove_cluster() {
  local found=sliderule
  if [[ -z $DRY_RUN ]]; then
    found=$(look_up "cluster $CLUSTER" dataproc clusters describe "$CLUSTER" --region="$REGION" \
      --format='value(clusterName,labels.created-by)')
  fi
  if [[ ${found##*$'\t'} != sliderule ]]; then
    [[ -z $found ]] || say "Cluster $CLUSTER is not ours; it stays."
    kill_jobs "labels.$label"
    return
  fi
  say "Removing cluster $CLUSTER ..."
  kill_jobs "labels.$label"
  change dataproc clusters delete "$CLUSTER" --region="$REGION" ||
    fail 1 "cluster $CLUSTER cannot be removed ($(reason))$(remedy)"
  removed=1
}

# Who has never used it may lack the right to ask for it; the rest is removed all the same.
remove_kafka() {
  local ours
  [[ -z $DRY_RUN ]] || return 0
  if ! ours=$(ask managed-kafka clusters describe "$managed_kafka" --location="$REGION" \
    --format='value(labels.created-by)'); then
    is_missing || grep -q PERMISSION_DENIED "$scratch/error" ||
      fail 1 "whether Kafka $managed_kafka is there cannot be found out ($(reason))$(remedy)"
    is_missing ||
      say "Whether Kafka $managed_kafka is there, you have no right to ask; after a run with KAFKA=managed, remove it yourself."
    return 0
  fi
  [[ $ours == sliderule ]] || return 0
  say "Removing Kafka $managed_kafka ..."
  change managed-kafka clusters delete "$managed_kafka" --location="$REGION" ||
    fail 1 "Kafka $managed_kafka cannot be removed ($(reason))$(remedy)"
  removed=1
}

# What we and our clusters have put into the bucket: nothing without our mark.
remove_files() {
  local mark found prefix uuids=CLUSTER_UUID
  if [[ -z $DRY_RUN ]]; then
    mark=$(home_mark)
    [[ -n $mark ]] || return 0
    uuids=$(look_up "$home" storage ls "$home/clusters/")
    uuids=$(grep -oE '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' <<<"$uuids" || true)
  fi
  for prefix in $(printf '%s\n' "$uuids" | sed -E "s#.+#gs://$BUCKET/google-cloud-dataproc-metainfo/& gs://$BUCKET/&#") "$home"; do
    found=$(look_up "$prefix" storage ls "$prefix/**")
    [[ -n $DRY_RUN || -n $found ]] || continue
    say "Removing $prefix ..."
    change storage rm --recursive "$prefix" ||
      fail 1 "$prefix cannot be removed ($(reason))$(remedy)"
    removed=1
  done
}

# A bucket that was there before stays, and so does one in which somebody else keeps something.
remove_bucket() {
  local found rest
  if [[ -z $DRY_RUN ]]; then
    found=$(look_up "bucket gs://$BUCKET" storage buckets describe "gs://$BUCKET" --format='value(name,labels.created-by)')
    [[ -n $found ]] || return 0
    if [[ ${found##*$'\t'} != sliderule ]]; then
      say "Bucket gs://$BUCKET is not ours; it stays."
      return
    fi
    rest=$(look_up "a file in gs://$BUCKET" storage ls "gs://$BUCKET")
    if [[ -n $rest ]]; then
      say "Bucket gs://$BUCKET has other files; it stays."
      return
    fi
  fi
  say "Removing bucket gs://$BUCKET ..."
  change storage buckets delete "gs://$BUCKET" ||
    fail 1 "bucket gs://$BUCKET cannot be removed ($(reason))$(remedy)"
  removed=1
}

stop() {
  check_settings stop
  check_prerequisites
  removed=
  remove_cluster
  remove_kafka
  remove_files
  remove_bucket
  [[ -n $removed || -n $DRY_RUN ]] || say "Nothing of Sliderule is there."
}

trap clean_up EXIT
trap stop_early INT TERM

case ${1:-} in
  run | stop) "$1" ;;
  *) fail 2 "'${1:-}' is no command; expected run or stop" ;;
esac
