package io.productcatalog.stack.demo;

import io.productcatalog.stack.settings.EnvFile;
import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import io.productcatalog.stack.token.JwtIssuer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;

/** The subcommand {@code demo}: loads products into the running stack and prints how many, and how fast. */
public final class DemoCommand {

    private static final int MAX_PRODUCTS = 100_000;

    private DemoCommand() {}

    /**
     * Loads the products and returns the exit code.
     *
     * @param count the number of products, 1 to 100,000
     * @throws SettingsProblem if the count is out of this range or no stack is ready
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
        result.firstProblem().ifPresent(problem -> out.println("The first refusal: " + problem));
        return result.failed() == 0 ? 0 : 1;
    }

    private static int parse(String count) {
        try {
            int products = Integer.parseInt(count);
            if (products >= 1 && products <= MAX_PRODUCTS) {
                return products;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new SettingsProblem(
                "'%s' is not a number of products: it must be from 1 to %d.".formatted(count, MAX_PRODUCTS));
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
