# The tasks of a developer, on real parts and without Docker. Start with `make run`.

# A JDK 25 or newer: from JAVA_HOME, from the PATH, or from a usual directory.
JAVA := $(shell for java in "$$JAVA_HOME/bin/java" "$$(command -v java)" /usr/lib/jvm/*/bin/java \
          /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java "$$HOME"/.sdkman/candidates/java/*/bin/java; do \
          "$$java" -version 2>&1 | grep -qE ' version "(2[5-9]|[3-9][0-9])' && echo "$$java" && break; done)

STACK := testing/local-stack/target/local-stack.jar
BUILT := $(STACK) command-service/target/command-service/start.aot query-service/target/query-service/start.aot
SOURCES := pom.xml $(shell find schemas testing/local-stack command-service query-service docs/subscribing/java \
             \( -path '*/src/main/*' -o -name pom.xml \) -type f -not -path '*/target/*')
# Outputs that were deleted after the last build.
MISSING := $(filter-out $(wildcard $(BUILT)),$(BUILT))

MINUTES := 30
RUNS := 5
CIRCUMSTANCE := KAFKA_HANGS
TIMES := 100
READS := 2000
WRITES := 50
SEED := $(shell date +%s)
PREVIOUS := b39943d

.PHONY: run demo token stop compose-secrets build built verify torture shutdowns hard two-releases benchmarks black-friday overload bench format jdk
.DEFAULT_GOAL := run

run: build ## Start everything, wait until it is ready, and stay until Ctrl-C
	@exec "$(JAVA)" -jar $(STACK) run

demo: built ## Load 1,000 products into the running system
	@"$(JAVA)" -jar $(STACK) demo

token: built ## Print a fresh token for administrators
	@"$(JAVA)" -jar $(STACK) token

stop: built ## Stop what `make run` started, from another terminal
	@"$(JAVA)" -jar $(STACK) stop

# For docker compose: passwords, which are created once and kept, a key pair, and variables for a shell, with a token for one day.
compose-secrets: built ## Write what docker-compose.yml does not hold: .env and .local/compose
	@umask 077; mkdir -p .local/compose; test -f .env || for name in POSTGRES REGISTRY_DB GRAFANA \
	  CATALOG_WRITE_DB CATALOG_WRITE_DB_OWNER CATALOG_READ_DB CATALOG_READ_DB_OWNER; do \
	  echo "$${name}_PASSWORD=$$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"; done > .env
	@umask 077; . ./.env; token=$$(CATALOG_STATE_DIR=.local/compose "$(JAVA)" -jar $(STACK) token) || exit 1; { \
	  echo "export CATALOG_COMMAND_URL='http://127.0.0.1:8081'"; \
	  echo "export CATALOG_QUERY_URL='http://127.0.0.1:8080'"; \
	  echo "export CATALOG_COMMAND_MANAGEMENT_URL='http://127.0.0.1:9081'"; \
	  echo "export CATALOG_QUERY_MANAGEMENT_URL='http://127.0.0.1:9080'"; \
	  echo "export KAFKA_BOOTSTRAP_SERVERS='127.0.0.1:29092'"; \
	  echo "export SCHEMA_REGISTRY_URL='http://127.0.0.1:28081/apis/ccompat/v7'"; \
	  echo "export CATALOG_WRITE_DB_URL='postgresql://127.0.0.1:25432/catalog_write'"; \
	  echo "export CATALOG_WRITE_DB_USER='catalog_command'"; \
	  echo "export CATALOG_WRITE_DB_PASSWORD='$$CATALOG_WRITE_DB_PASSWORD'"; \
	  echo "export CATALOG_READ_DB_URL='postgresql://127.0.0.1:25432/catalog_read'"; \
	  echo "export CATALOG_READ_DB_USER='catalog_query'"; \
	  echo "export CATALOG_READ_DB_PASSWORD='$$CATALOG_READ_DB_PASSWORD'"; \
	  echo "export CATALOG_ADMIN_TOKEN='$$token'"; \
	  } > .local/compose/env
	@chmod a+r .local/compose/keys/jwt-public.pem # the service runs as another user

build: jdk target/built

target/built: $(SOURCES) $(MISSING)
	@echo 'Building (the first time takes a few minutes) ...'
	@mvn -B -q -DskipTests package
	@mkdir -p target && touch $@

$(BUILT):

# Builds only if there is no build yet, because a build would overwrite the files of running services.
built: jdk
	@test -f $(STACK) || $(MAKE) --no-print-directory build

verify: jdk ## All tests
	@mvn -B verify

torture: jdk ## The guarantees under random faults for MINUTES (30); SEED repeats a run
	@mvn -B -q -pl testing/system-tests -am verify -Dtest=none -Dit.test=GuaranteesHoldUnderFaultsIT \
		-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
		-Dtorture.minutes=$(MINUTES) -Dtorture.seed=$(SEED)

shutdowns: jdk ## SIGTERM in one CIRCUMSTANCE (KAFKA_HANGS) TIMES (100) over; prints how each replica ends
	@mvn -B -q -pl testing/system-tests -am verify -Dtest=none -Dit.test=ShutdownEndsInTimeIT \
		-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
		-Dshutdown.circumstance=$(CIRCUMSTANCE) -Dshutdown.repeat=$(TIMES)

# Long outages, a rebuild of 100,000 products, and a rolling restart under the highest load that two idle processors can serve.
hard: jdk ## The system tests that take longer or need a quiet machine
	@mvn -B -q -pl testing/system-tests -am verify -Dtest=none \
		-Dit.test='ServicesRecoverFromOutagesIT,RebuildServesTheOldReadModelIT,RollingRestartDropsNobodyIT' \
		-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
		-Doutage.seconds=120 -Drebuild.products=100000 -Drebuild.reads=100 \
		-Drolling.warm=20 -Drolling.reads=$(READS) -Drolling.writes=$(WRITES)

# The previous release is checked out below target, and packaged once, without its start caches.
two-releases: jdk ## The release of the commit PREVIOUS and this one side by side under load: upgraded, and rolled back
	@commit=$$(git rev-parse --verify --short '$(PREVIOUS)^{commit}') && previous="$(CURDIR)/target/previous/$$commit" && \
	{ test -e "$$previous" || git worktree add -q -f --detach "$$previous" "$$commit"; } && \
	(cd "$$previous" && { test -f target/packaged || { mkdir -p target && \
	  mvn -B -q -DskipTests -Dexec.skip -pl command-service,query-service -am package && \
	  for service in command-service query-service; do "$(JAVA)" -Djarmode=tools -jar $$service/target/$$service.jar \
	    extract --force --destination $$service/target/$$service || exit 1; done && touch target/packaged; }; }) && \
	mvn -B -q -pl testing/system-tests -am verify -Dtest=none -Dit.test=TwoReleasesServeSideBySideIT \
		-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
		-Dprevious.release="$$previous"

# The programs that measure run in a JVM with its default options; OPTIONS are more, such as -Doverload.apart=false.
MEASURE = cd testing/benchmarks && exec "$(JAVA)" -Dbench.runs=$(RUNS) $(OPTIONS) \
            -cp "$(CURDIR)/testing/benchmarks/target/classes:$$(cat target/class-path)" io.productcatalog.benchmarks

benchmarks: jdk
	@mvn -B -q -DskipTests -pl testing/benchmarks -am package

black-friday: benchmarks ## 100,000 products, 7,200 requests a second, a deployment in between: measures and writes a report
	@$(MEASURE).blackfriday.BlackFriday

overload: benchmarks ## Three times as many requests as the query service can answer: measures and prints what becomes of them
	@$(MEASURE).overload.Overload

bench: benchmarks ## Ratios to what the same work costs without the services, RUNS (5) times; writes a report
	@$(MEASURE).bench.Bench

format: jdk ## Format all sources
	@JAVA_HOME="$$(dirname "$$(dirname "$(JAVA)")")" mvn -B -q spotless:apply

jdk:
	@test -n "$(JAVA)" || { echo 'A JDK 25 or newer is needed. Install one, or set JAVA_HOME to it.' >&2; exit 1; }
