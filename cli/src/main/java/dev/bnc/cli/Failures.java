package dev.bnc.cli;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.data.DataException;
import dev.bnc.runtime.program.DeviceException;
import dev.bnc.runtime.train.DivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns whatever a command throws into a message of one screen and the documented exit code. Stack traces go to a file,
/// and only those of errors in bnc itself.
final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        int code =
                switch (thrown) {
                    case UserError error -> print(err, String.valueOf(error.getMessage()), error.exitCode());
                    case DataException error -> print(err, String.valueOf(error.getMessage()), ExitCodes.BAD_NET);
                    case DivergedException error -> print(err, String.valueOf(error.getMessage()), ExitCodes.DIVERGED);
                    case DeviceException error -> print(err, String.valueOf(error.getMessage()), ExitCodes.NO_DEVICE);
                    case ArtifactException error -> refused(err, error);
                    case IOException error -> print(err, reason(error), ExitCodes.INPUT_OUTPUT);
                    case UncheckedIOException error -> print(err, reason(Objects.requireNonNull(error.getCause())), ExitCodes.INPUT_OUTPUT);
                    default -> internal(err, thrown);
                };
        err.flush();
        return code;
    }

    private static int print(PrintWriter err, String message, int code) {
        if (!message.isEmpty()) {
            err.println("error: " + message);
        }
        return code;
    }

    private static int refused(PrintWriter err, ArtifactException error) {
        String code = error.fault().map(fault -> "[" + fault.kind().code() + "]").orElse("");
        err.println("error" + code + ": " + error.getMessage());
        return ExitCodes.INPUT_OUTPUT;
    }

    /// Why a file cannot be read or written, in words.
    static String reason(Path file, IOException error) {
        String reason = reason(error);
        return reason.startsWith(file.toString()) ? reason : file + ": " + reason;
    }

    private static String reason(IOException error) {
        return switch (error) {
            case NoSuchFileException e -> e.getMessage() + ": no such file";
            case AccessDeniedException e -> e.getMessage() + ": permission denied";
            case CharacterCodingException _ -> "not a text file in UTF-8";
            default -> String.valueOf(error.getMessage());
        };
    }

    private static int internal(PrintWriter err, Exception thrown) {
        String message = String.valueOf(thrown.getMessage());
        String first = message.lines().findFirst().orElse("");
        err.println("error: bnc itself failed: " + thrown.getClass().getSimpleName() + ": " + first);
        try {
            Path report = Files.createTempFile("bnc-failure-", ".txt");
            try (var out = new PrintWriter(Files.newBufferedWriter(report))) {
                thrown.printStackTrace(out);
            }
            err.println("  = note: this is a mistake in bnc, not in your net; the details are in " + report);
        } catch (IOException unwritable) {
            err.println("  = note: the details could not be written: " + unwritable.getMessage());
        }
        return ExitCodes.INTERNAL;
    }
}
