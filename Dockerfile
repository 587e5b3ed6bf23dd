# The images of both services, built from source: docker build --target command-service . and the same for query-service.
# They share their largest layers: the base, the Java runtime and the common libraries.
#
# Use --build-arg JDK=... and so on for other versions or digests. The base has no version tags: pin its digest if that matters.
ARG JDK=eclipse-temurin:25.0.3_9-jdk
ARG MAVEN=maven:3.9.11-eclipse-temurin-25
ARG BASE=gcr.io/distroless/base-nossl-debian13:nonroot

FROM ${MAVEN} AS maven


# The Java runtime of the images: the modules that the services and their libraries use, and jcmd, which is the only tool in the image.
# jcmd and the health check use its CDS archive.
FROM ${JDK} AS java
RUN jlink --output /runtime/java --no-header-files --no-man-pages --generate-cds-archive --add-modules java.desktop,java.instrument\
,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.sql,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net\
,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs \
 && rm /runtime/java/lib/server/classes_nocoops.jsa # for heaps of 32 GB

# The command of the health check, because the image has neither a shell nor curl.
COPY <<'JAVA' /runtime/health/Health.java
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Checks the readiness on the management port. The exit code 0 means ready. */
class Health {
    public static void main(String[] arguments) throws IOException {
        String port = System.getenv().getOrDefault("CATALOG_MANAGEMENT_PORT", arguments[0]);
        URI readiness = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        System.exit(((HttpURLConnection) readiness.toURL().openConnection()).getResponseCode() == 200 ? 0 : 1);
    }
}
JAVA
RUN javac /runtime/health/Health.java

# The AOT cache is bound to the files' modification times. A fixed time also makes the layers reproducible.
ARG SOURCE_DATE_EPOCH=1767225600
RUN find /runtime -exec touch --no-dereference --date=@$SOURCE_DATE_EPOCH {} +


FROM ${JDK} AS services
COPY --from=maven /usr/share/maven /usr/share/maven
# The recording of the AOT cache starts PostgreSQL, which refuses to run as root.
RUN useradd --uid 65532 --create-home builder
USER builder
WORKDIR /home/builder/catalog
COPY --chown=builder . .
RUN --mount=type=cache,target=/home/builder/.m2,uid=65532,gid=65532 \
    /usr/share/maven/bin/mvn -B -ntp -q -DskipTests -Dexec.skip -pl command-service,query-service -am package

COPY --from=java /runtime /runtime
ARG SOURCE_DATE_EPOCH=1767225600
RUN <<'SH'
set -eu
for service in command-service query-service; do
  cd /home/builder/catalog/$service/target
  /runtime/java/bin/java -Djarmode=tools -jar $service.jar extract --force --destination $service
  cp classes/META-INF/sbom/application.cdx.json $service/sbom.cdx.json
  find $service -exec touch --date=@$SOURCE_DATE_EPOCH {} +
done
SH
RUN for service in command-service query-service; do \
      java -jar testing/local-stack/target/local-stack.jar record /runtime/java/bin/java $service/target/$service || exit 1; \
    done

# The layers in the order of how often they change: common libraries, libraries of one service, its program, and its AOT cache.
RUN <<'SH'
set -eu
layers=/home/builder/layers
mkdir -p $layers/libraries/app/lib
for service in command-service query-service; do
  mkdir -p $layers/$service/libraries/app/lib $layers/$service/program/app/lib $layers/$service/start/app
  cd /home/builder/catalog/$service/target/$service
  mv start.aot $layers/$service/start/app
  mv lib/schemas-*.jar $layers/$service/program/app/lib
  mv lib/* $layers/$service/libraries/app/lib
  rmdir lib
  mv * $layers/$service/program/app
done
cd $layers/command-service/libraries/app/lib
for jar in *; do
  if [ -f $layers/query-service/libraries/app/lib/$jar ]; then
    rm $layers/query-service/libraries/app/lib/$jar
    mv $jar $layers/libraries/app/lib
  fi
done
find $layers -exec touch --date=@$SOURCE_DATE_EPOCH {} +
chmod -R a+rX $layers
SH


FROM ${BASE} AS runtime
COPY --from=java /runtime /runtime
COPY --from=services /home/builder/layers/libraries /
USER 65532:65532
ARG BASE
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.version=${VERSION} \
      org.opencontainers.image.revision=${REVISION} \
      org.opencontainers.image.base.name=${BASE}


FROM runtime AS command-service
COPY --from=services /home/builder/layers/command-service/libraries /
COPY --from=services /home/builder/layers/command-service/program /
COPY --from=services /home/builder/layers/command-service/start /
EXPOSE 8081 9081
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["/runtime/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/runtime/health", "Health", "9081"]
# The JVM is process 1: it shuts down on SIGTERM, and it starts no child processes that would have to be reaped.
ENTRYPOINT ["/runtime/java/bin/java", "@/app/jvm.options", "-XX:AOTCache=/app/start.aot", "-jar", "/app/command-service.jar"]
LABEL org.opencontainers.image.title="command-service" \
      org.opencontainers.image.description="The write side of the product catalog"


FROM runtime AS query-service
COPY --from=services /home/builder/layers/query-service/libraries /
COPY --from=services /home/builder/layers/query-service/program /
COPY --from=services /home/builder/layers/query-service/start /
EXPOSE 8080 9080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["/runtime/java/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx16m", "-cp", "/runtime/health", "Health", "9080"]
ENTRYPOINT ["/runtime/java/bin/java", "@/app/jvm.options", "-XX:AOTCache=/app/start.aot", "-jar", "/app/query-service.jar"]
LABEL org.opencontainers.image.title="query-service" \
      org.opencontainers.image.description="The read side of the product catalog"
