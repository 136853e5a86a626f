.DEFAULT_GOAL := help
.PHONY: help package format

help:
	@echo help
format: ## format
	mvn -q -B spotless:apply
