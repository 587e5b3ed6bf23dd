package io.productcatalog.stack.demo;

import io.productcatalog.stack.settings.EnvFile;
import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import io.productcatalog.stack.token.JwtIssuer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;

/** {@code demo}: loads products into the running stack and says how many and how fast. */
public final class DemoCommand {

    private static final int MOST = 100_000;

    private DemoCommand() {}

    /**
     * Returns the exit code.
     *
     * @param count of products, 1 to 100,000
     * @throws SettingsProblem when the count is none of these or no stack is ready
     */
    public static int run(StackFiles files, String count, PrintStream out) {
        int products = parse(count);
        Loader loader = new Loader(commandUrl(files), JwtIssuer.in(files.keys()).adminToken());
        long begin = System.nanoTime();
        Loader.Result result = loader.loadFirst(products);
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf(
                "%,d products: %,d created, %,d existed already, %,d refused; %.1f s, %.0f a second%n",
                products, result.created(), result.existing(), result.failed(), seconds, products / seconds);
        result.firstProblem().ifPresent(problem -> out.println("The first one refused: " + problem));
        return result.failed() == 0 ? 0 : 1;
    }

    private static int parse(String count) {
        try {
            int products = Integer.parseInt(count);
            if (products >= 1 && products <= MOST) {
                return products;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new SettingsProblem("'%s' is no number of products: it must be from 1 to %d.".formatted(count, MOST));
    }

    private static URI commandUrl(StackFiles files) {
        try {
            if (Files.exists(files.env())) {
                String url = EnvFile.read(files.env()).get("CATALOG_COMMAND_URL");
                if (url != null) {
                    return URI.create(url);
                }
            }
        } catch (IOException e) {
            throw new SettingsProblem(files.env() + " cannot be read: " + e);
        }
        throw new SettingsProblem("No stack is ready in " + files.state() + ": start one with 'make run'.");
    }
}
