package dev.sliderule.spark;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sliderule.common.UsageException;
import dev.sliderule.pipeline.write.Output;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.hdfs.HadoopFileSystemOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class HadoopFilesTest {
  private final PipelineOptions options = PipelineOptionsFactory.create();

  @Test
  void beamKnowsTheFileSystemThatTheOutputNames() {
    HadoopFiles.provide(options, Output.parse("kafka,jsonl:gs://bucket/rows", "rows"));

    Configuration found = configuration();
    assertThat(found.get("fs.defaultFS"), is("gs://bucket/"));
    FileSystems.setDefaultPipelineOptions(options);
    assertThat(
        FileSystems.matchNewResource("gs://bucket/rows/a.jsonl", false).toString(),
        is("gs://bucket/rows/a.jsonl"));
  }

  @Test
  void hadoopsOwnDefaultsAreLeftOut() {
    System.setProperty("spark.hadoop.fs.gs.example", "set");
    try {
      HadoopFiles.provide(options, Output.parse("jsonl:gs://bucket/rows", "rows"));
    } finally {
      System.clearProperty("spark.hadoop.fs.gs.example");
    }

    assertThat(configuration().get("fs.gs.example"), is("set"));
    assertThat(configuration().size(), is(lessThan(50)));
  }

  @Test
  void pathWithoutHostIsOnTheFileSystemOfTheCluster() {
    System.setProperty("spark.hadoop.fs.defaultFS", "hdfs://namenode:8020");
    try {
      HadoopFiles.provide(options, Output.parse("jsonl:hdfs:///rows", "rows"));
    } finally {
      System.clearProperty("spark.hadoop.fs.defaultFS");
    }

    assertThat(configuration().get("fs.defaultFS"), is("hdfs://namenode:8020"));
  }

  @Test
  void localDirectoriesNeedNoHadoop() {
    HadoopFiles.provide(options, Output.parse("console,jsonl:target/rows,kafka", "rows"));

    assertThat(options.as(HadoopFileSystemOptions.class).getHdfsConfiguration(), is(nullValue()));
  }

  @Test
  void twoFileSystemsAreRefused() {
    UsageException refused =
        assertThrows(
            UsageException.class,
            () ->
                HadoopFiles.provide(
                    options, Output.parse("jsonl:gs://a/rows,jsonl:gs://b/rows", "rows")));

    assertThat(refused.getMessage(), containsString("gs://a/ and gs://b/"));
  }

  private Configuration configuration() {
    return options.as(HadoopFileSystemOptions.class).getHdfsConfiguration().get(0);
  }
}
