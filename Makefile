# Sliderule: the words to type. 'make' alone lists them.
#
#: Variables of run-local and run-spark (make run-local RATE=50 GROUP_BY=product_category):
#:   RECORDS=500             records to send; default 300
#:   RATE=50                 records per second, or max; default 10
#:   WINDOW=1m PERIOD=10s    length of a window, and time from one to the next; default 10s, 5s
#:   GROUP_BY=city           also count by these fields; commas between groupings
#:   INPUT=my.csv            replay a CSV file, each row once
#:   BOOTSTRAP=host:9092     use that Kafka instead of an embedded one
#:   FOLLOW=1                go on until Ctrl-C
#:   DASHBOARD=host:port     where the live page is, or off; default 127.0.0.1:8088
#: Of run-spark alone:
#:   SPARK_MASTER=local[2]   or spark://host:port or yarn, elsewhere with BOOTSTRAP; default local[*]
#: Of dashboard:
#:   BOOTSTRAP=host:9092     Kafka; required
#:   RESULTS=my-results      topic of the rows; required
#:   DEAD_LETTERS=my-topic   topic of the dead letters; default my-dead-letter for my-results
#:   LISTEN=0.0.0.0:8088     where the page is; default 127.0.0.1:8088
#: Of run-dataproc and stop-dataproc (docs/dataproc.md has all of them):
#:   PROJECT=my-project      Google Cloud project; required
#:   REGION= BUCKET= CLUSTER= where; default us-central1, <project>-sliderule, sliderule
#:   MACHINE=e2-standard-2   of master and workers; default e2-standard-4
#:   KAFKA=managed           Google's Kafka instead of one on the master; or BOOTSTRAP=host:port
#:   DRY_RUN=1               only show the commands
#: Variables of every command:
#:   ARGS="--seed=7"         any further options; with --help the list of them
#:   JAVA=/path/to/java      Java 11 or newer; default java
#: Examples:
#:   make run-local RECORDS=1000 RATE=100 WINDOW=30s PERIOD=5s
#:   make run-local FOLLOW=1 GROUP_BY=product_category,city ARGS="--lateShare=0.02"
#:   make run-pipeline ARGS="--bootstrapServers=localhost:9092 --topic=clicks"
#:   make sample-data ARGS="--sampleFile=my.csv --rows=500"   (a new file, or --replace=true)
#: Exit codes as make shows them ("Error n"): 1 a job failed, 2 a wrong option. Ctrl-C
#: closes the open windows and prints the summary; a second one is not needed.

JAVA ?= java
JAR := target/sliderule.jar
CLUSTER_JAR := target/sliderule-cluster.jar
SOURCES := pom.xml $(shell find common pipeline generator dashboard launcher spark -type f)

# In single quotes for the shell, whatever is in it.
quote = '$(subst ','\'',$(1))'
option = $(if $(2),$(call quote,--$(1)=$(2)))
RUN_OPTIONS = $(call option,records,$(RECORDS)) $(call option,rate,$(RATE)) \
  $(call option,window,$(WINDOW)) $(call option,period,$(PERIOD)) \
  $(call option,group-by,$(GROUP_BY)) $(call option,input,$(INPUT)) \
  $(call option,bootstrap,$(BOOTSTRAP)) $(call option,dashboard,$(DASHBOARD)) $(if $(FOLLOW),--follow)
# Without the checks of style and warnings, which are for who changes the code. Maven does not compile
# again only to check, so that tests begin anew after such a build.
BUILD = mkdir -p target && touch target/unchecked && mvn -q -B -ntp -Dchecks.skip
CHECKED = [ ! -e target/unchecked ] || rm -rf target/unchecked target/classes target/test-classes
SLIDERULE = exec $(call quote,$(JAVA)) -jar $(JAR)

.DEFAULT_GOAL := help
.PHONY: help run-local run-spark run-dataproc stop-dataproc dashboard run-pipeline run-generator sample-data test test-all bench-micro bench recording format package clean
.DELETE_ON_ERROR:

help: ## list this
	@echo 'Usage: make TARGET [VARIABLE=value ...]'
	@sed -n 's/^\([a-z-]*\):.*## /  \1 \t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18
	@sed -n 's/^#: \{0,1\}//p' $(firstword $(MAKEFILE_LIST))

run-local: $(JAR) ## generator, Kafka and pipeline on this machine, with a live table
	@$(SLIDERULE) run-local $(RUN_OPTIONS) $(ARGS)

run-spark: $(CLUSTER_JAR) ## the same with both jobs on Spark; takes SPARK_MASTER as well
	@$(SLIDERULE) run-spark $(RUN_OPTIONS) $(call option,master,$(SPARK_MASTER)) $(ARGS)

# Variables that make was given are in the environment of the script.
run-dataproc: $(CLUSTER_JAR) ## the same on Google Dataproc, which it makes; takes PROJECT
	@runner-configs/dataproc/dataproc.sh run

stop-dataproc: ## remove what run-dataproc has made; takes PROJECT
	@runner-configs/dataproc/dataproc.sh stop

dashboard: $(JAR) ## the live page of any results topic; takes BOOTSTRAP and RESULTS
	@$(SLIDERULE) dashboard $(call option,bootstrap,$(BOOTSTRAP)) $(call option,results,$(RESULTS)) \
	  $(call option,dead-letters,$(DEAD_LETTERS)) $(call option,listen,$(LISTEN)) $(ARGS)

run-pipeline: $(JAR) ## the pipeline alone; takes ARGS
	@$(SLIDERULE) pipeline $(ARGS)

run-generator: $(JAR) ## the generator alone; takes ARGS
	@$(SLIDERULE) generator $(ARGS)

sample-data: $(JAR) ## write a CSV file of made-up records; takes ARGS
	@$(SLIDERULE) sample-data $(ARGS)

test: ## the tests, with checks of style and warnings; prints the totals
	@$(CHECKED)
	mvn -B -ntp verify

test-all: ## the same, and the long ones: YARN, and what takes minutes
	@$(CHECKED)
	mvn -B -ntp verify -Dexcluded.tests= -Dtests.limit.seconds=14400

bench-micro: ## cost of one event, and of merging and coding aggregates (JMH); takes ARGS
	@$(BUILD) test-compile dependency:build-classpath -Dmdep.outputFile=target/test.classpath
	@exec $(call quote,$(JAVA)) -cp "target/test-classes:target/classes:$$(cat target/test.classpath)" \
	  org.openjdk.jmh.Main -rf json -rff target/bench-micro.json $(ARGS)

bench: $(CLUSTER_JAR) ## records/s next to Spark Structured Streaming, checked row by row; takes ARGS
	@$(BUILD) test-compile antrun:run@benchmark-libraries \
	  dependency:build-classpath -Dmdep.outputFile=target/test.classpath
	@exec $(call quote,$(JAVA)) -Xmx3g -cp "target/test-classes:target/classes:$$(cat target/test.classpath)" \
	  dev.sliderule.bench.Benchmark $(ARGS)

recording: $(JAR) ## record the terminal for the README; needs asciinema, and npx of Node.js
	@asciinema rec --overwrite -q --cols 80 --rows 24 target/recording.cast </dev/null \
	  -c 'make --no-print-directory run-local RECORDS=300 RATE=20 ARGS="--lateShare=0.03 --lateBy=6s"'
	@npx --yes svg-term-cli --in target/recording.cast --out docs/images/run-local.svg \
	  --window --no-cursor --width 80 --height 24

format: ## format the sources
	mvn -q -B -ntp spotless:apply

package: $(CLUSTER_JAR) ## build target/sliderule.jar, its libraries, and the jar for Spark clusters

$(JAR): $(SOURCES)
	@echo 'Building $@ ...'
	@$(BUILD) -Dmaven.test.skip -Dcluster.skip package && touch $@

# With Spark itself in target/spark, as large as the part of it that tests and run-spark need.
$(CLUSTER_JAR): $(SOURCES)
	@echo 'Building $@ ...'
	@$(BUILD) -Dmaven.test.skip package && touch $(JAR) $@
	@du -h $@

clean: ## remove everything that was built, and what runs have left in target
	mvn -q -B -ntp clean
