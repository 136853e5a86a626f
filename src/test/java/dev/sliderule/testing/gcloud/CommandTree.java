package dev.sliderule.testing.gcloud;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The commands there are, by their words. */
final class CommandTree {
  private static final Map<String, Supplier<Command>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("version", Version::new);
    COMMANDS.put("auth list", AuthList::new);
    COMMANDS.put("config get", ConfigGet::new);
    COMMANDS.put("config get-value", ConfigGet::new);
    COMMANDS.put("projects describe", ProjectsDescribe::new);
    COMMANDS.put("services list", ServicesList::new);
    COMMANDS.put("compute networks subnets describe", SubnetsDescribe::new);
    COMMANDS.put("storage buckets describe", BucketsDescribe::new);
    COMMANDS.put("storage buckets create", BucketsCreate::new);
    COMMANDS.put("storage buckets update", BucketsUpdate::new);
    COMMANDS.put("storage buckets delete", BucketsDelete::new);
    COMMANDS.put("storage cp", StorageCp::new);
    COMMANDS.put("storage cat", StorageCat::new);
    COMMANDS.put("storage ls", StorageLs::new);
    COMMANDS.put("storage rm", StorageRm::new);
    COMMANDS.put("dataproc clusters create", ClustersCreate::new);
    COMMANDS.put("dataproc clusters describe", ClustersDescribe::new);
    COMMANDS.put("dataproc clusters list", ClustersList::new);
    COMMANDS.put("dataproc clusters update", ClustersUpdate::new);
    COMMANDS.put("dataproc clusters delete", ClustersDelete::new);
    COMMANDS.put("dataproc jobs submit spark", JobsSubmitSpark::new);
    COMMANDS.put("dataproc jobs describe", JobsDescribe::new);
    COMMANDS.put("dataproc jobs list", JobsList::new);
    COMMANDS.put("dataproc jobs wait", JobsWait::new);
    COMMANDS.put("dataproc jobs kill", JobsKill::new);
    COMMANDS.put("dataproc jobs delete", JobsDelete::new);
    COMMANDS.put("managed-kafka clusters create", KafkaClustersCreate::new);
    COMMANDS.put("managed-kafka clusters describe", KafkaClustersDescribe::new);
    COMMANDS.put("managed-kafka clusters delete", KafkaClustersDelete::new);
    COMMANDS.put("managed-kafka topics create", KafkaTopicsCreate::new);
    COMMANDS.put("managed-kafka topics describe", KafkaTopicsDescribe::new);
    COMMANDS.put("managed-kafka topics list", KafkaTopicsList::new);
  }

  private CommandTree() {}

  static Optional<Command> find(String words) {
    return Optional.ofNullable(COMMANDS.get(words)).map(Supplier::get);
  }

  /** Whether more words must follow. */
  static boolean isGroup(String words) {
    return words.isEmpty()
        || COMMANDS.keySet().stream().anyMatch(command -> command.startsWith(words + " "));
  }
}
