J=/usr/share/java
JARS=$J/junit-jupiter-api.jar:$J/junit-jupiter-engine.jar:$J/junit-platform-commons.jar:$J/junit-platform-engine.jar
JARS=$JARS:$J/junit-platform-launcher.jar:$J/junit-platform-console.jar:$J/junit-platform-reporting.jar:$J/opentest4j.jar
JARS=$JARS:$J/apiguardian-api.jar:$J/picocli.jar:$J/opentest4j-reporting-events.jar:$J/opentest4j-reporting-schema.jar
javac -cp "$JARS" *.java
java -cp ".:$JARS" org.junit.platform.console.ConsoleLauncher --disable-banner --scan-classpath .
