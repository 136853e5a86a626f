package dev.sliderule.testing.gcloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buckets and objects. */
class StorageTest {
  private static final String BUCKET = "gs://demo-bucket";

  @TempDir private Path directory;
  @TempDir private Path local;
  private GcloudStandIn cloud;

  @BeforeEach
  void create() throws IOException {
    cloud = GcloudStandIn.create(directory);
    assertThat(
        type("buckets create " + BUCKET + " --location=europe-west1 --uniform-bucket-level-access")
            .exitCode(),
        is(0));
    Files.writeString(local.resolve("a.txt"), "one\n");
    Files.createDirectories(local.resolve("tree/deep"));
    Files.writeString(local.resolve("tree/b.txt"), "two\n");
    Files.writeString(local.resolve("tree/deep/c.txt"), "three\n");
  }

  private Typed type(String line) {
    return Typed.run(directory, "storage " + line);
  }

  private void copyTree() {
    assertThat(type("cp -r " + local.resolve("tree") + " " + BUCKET).exitCode(), is(0));
  }

  @Test
  void describesBuckets() {
    String describe = "buckets describe %s --format=value(location,uniform_bucket_level_access)";
    assertThat(type(String.format(describe, BUCKET)).out(), is("EUROPE-WEST1\tTrue\n"));
    Typed missing = type(String.format(describe, "gs://missing"));
    assertThat(missing.exitCode(), is(1));
    assertThat(missing.err(), containsString("gs://missing not found: 404."));
  }

  @Test
  void refusesABucketThatIsThere() {
    Typed again = type("buckets create " + BUCKET);
    assertThat(again.exitCode(), is(1));
    assertThat(again.err(), containsString("HTTPError 409"));
    assertThat(type("buckets create gs://Bad_Name").err(), containsString("HTTPError 400"));
    assertThat(type("buckets create gs://b-2 --labels=a=b").exitCode(), is(2));
  }

  @Test
  void updatesLabelsAndLifecycle() throws IOException {
    Path rules = local.resolve("rules.json");
    Files.writeString(
        rules, "{\"rule\": [{\"action\": {\"type\": \"Delete\"}, \"condition\": {\"age\": 1}}]}");
    String update = "buckets update " + BUCKET + " --update-labels=run=x1,by=me";
    assertThat(type(update + " --lifecycle-file=" + rules).exitCode(), is(0));
    assertThat(cloud.bucket("demo-bucket").orElseThrow().at("/labels/run").asText(), is("x1"));
    assertThat(
        type("buckets describe " + BUCKET + " --format=value(lifecycle_config.rule[0].action.type)")
            .out(),
        is("Delete\n"));
    assertThat(type("buckets update " + BUCKET + " --update-labels=Run=x").exitCode(), is(2));
    Files.writeString(rules, "{}");
    assertThat(type("buckets update " + BUCKET + " --lifecycle-file=" + rules).exitCode(), is(1));
  }

  @Test
  void copiesFilesBothWays() throws IOException {
    Path a = local.resolve("a.txt");
    assertThat(type("cp " + a + " " + BUCKET + "/dir/new.txt").exitCode(), is(0));
    assertThat(type("cat " + BUCKET + "/dir/new.txt").out(), is("one\n"));
    assertThat(
        type("cp " + a + " " + local.resolve("tree/b.txt") + " " + BUCKET + "/both").exitCode(),
        is(0));
    assertThat(type("cat " + BUCKET + "/both/*").out(), is("one\ntwo\n"));
    assertThat(type("cp " + BUCKET + "/both/b.txt " + local.resolve("back.txt")).exitCode(), is(0));
    assertThat(Files.readString(local.resolve("back.txt")), is("two\n"));
    assertThat(type("cp " + a + " gs://missing/").exitCode(), is(1));
  }

  @Test
  void doesNotOverwriteWhatItShallNot() throws IOException {
    Path a = local.resolve("a.txt");
    String copy = "cp " + a + " " + BUCKET + " --no-clobber";
    assertThat(type(copy).exitCode(), is(0));
    Files.writeString(a, "other\n");
    assertThat(type(copy).exitCode(), is(0));
    assertThat(type("cat " + BUCKET + "/a.txt").out(), is("one\n"));
  }

  @Test
  void copiesTreesBothWays() throws IOException {
    copyTree();
    assertThat(
        type("ls " + BUCKET + "/**").out(),
        is(BUCKET + "/tree/b.txt\n" + BUCKET + "/tree/deep/c.txt\n"));
    assertThat(type("cp -r " + local.resolve("tree") + " " + BUCKET + "/named").exitCode(), is(0));
    assertThat(type("cat " + BUCKET + "/named/deep/c.txt").out(), is("three\n"));
    assertThat(type("cp -r " + BUCKET + "/tree " + local.resolve("copy")).exitCode(), is(0));
    assertThat(Files.readString(local.resolve("copy/deep/c.txt")), is("three\n"));
  }

  @Test
  void tellsWhatNothingMatches() {
    Typed typed = type("cat " + BUCKET + "/none* " + BUCKET + "/no");
    assertThat(typed.exitCode(), is(1));
    assertThat(
        typed.err(),
        is(
            "ERROR: (gcloud.storage.cat) The following URLs matched no objects or files:\n"
                + BUCKET
                + "/none*\n"
                + BUCKET
                + "/no\n"));
    assertThat(type("cp " + local.resolve("none") + " " + BUCKET).exitCode(), is(1));
    assertThat(type("rm " + BUCKET + "/none").exitCode(), is(1));
    assertThat(
        type("ls " + BUCKET + "/none").err(),
        containsString("One or more URLs matched no objects."));
    assertThat(type("ls gs://missing").err(), containsString("gs://missing not found: 404."));
  }

  @Test
  void showsPartsOfObjects() {
    copyTree();
    String object = BUCKET + "/tree/deep/c.txt";
    assertThat(type("cat --range=1-2 " + object).out(), is("hr"));
    assertThat(type("cat --range=4- " + object).out(), is("e\n"));
    assertThat(type("cat --range=-2 " + object).out(), is("e\n"));
    assertThat(type("cat --range=6- " + object).err(), containsString("HTTPError 416"));
  }

  @Test
  void matchesWildcards() {
    copyTree();
    assertThat(type("cat " + BUCKET + "/tree/*").out(), is("two\n"));
    assertThat(type("cat " + BUCKET + "/tree/**").out(), is("two\nthree\n"));
    assertThat(type("cat " + BUCKET + "/tr?e/b*").out(), is("two\n"));
  }

  @Test
  void lists() {
    copyTree();
    assertThat(type("ls").out(), is(BUCKET + "/\n"));
    assertThat(type("ls " + BUCKET).out(), is(BUCKET + "/tree/\n"));
    assertThat(
        type("ls " + BUCKET + "/tree").out(),
        is(BUCKET + "/tree/b.txt\n" + BUCKET + "/tree/deep/\n"));
    assertThat(
        type("ls -r " + BUCKET + "/tree/deep").out(),
        is(BUCKET + "/tree/deep/:\n" + BUCKET + "/tree/deep/c.txt\n"));
  }

  @Test
  void removesObjectsAndPrefixes() {
    copyTree();
    assertThat(type("rm " + BUCKET + "/tree/b.txt").exitCode(), is(0));
    assertThat(type("rm -r " + BUCKET + "/tree").exitCode(), is(0));
    assertThat(Files.exists(cloud.buckets().resolve("demo-bucket/tree")), is(false));
    assertThat(cloud.bucketNames(), is(List.of("demo-bucket")));
    assertThat(type("rm -r " + BUCKET + "/tree").exitCode(), is(1));
  }

  @Test
  void removesBuckets() {
    copyTree();
    assertThat(type("rm -r --all-versions " + BUCKET).exitCode(), is(0));
    assertThat(cloud.bucketNames(), is(List.of()));
    assertThat(cloud.isEmpty(), is(true));
    assertThat(type("rm -r " + BUCKET).err(), containsString("not found: 404"));
  }
}
