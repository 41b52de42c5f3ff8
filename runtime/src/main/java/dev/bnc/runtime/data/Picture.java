package dev.bnc.runtime.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// A decoded picture: a byte a value, channel after channel, rows from the top.
///
/// @param channels 1 (grey) or 3 (red, green, blue)
public record Picture(int channels, int height, int width, byte[] values) {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "gif");
    private static final int MOST_PIXELS = 1 << 26;

    /// Whether a file's name says that it is a picture.
    public static boolean isNamedAsOne(Path file) {
        String name = file.getFileName().toString();
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /// Decodes a PNG, JPEG, BMP or GIF file. Transparent parts show white.
    public static Picture read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": no such file");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new DataException(
                        file + ": no picture that can be read\n  = help: PNG, JPEG, BMP and GIF are known");
            }
            return decoded(readers.next(), in, file);
        } catch (IOException | RuntimeException failure) {
            if (failure instanceof DataException known) {
                throw known;
            }
            throw new DataException(file + ": the picture is damaged: " + failure.getMessage(), failure);
        }
    }

    /// The picture in a file as an input of `shape` (channels, height, width): `byte / 255`, in grey or colour.
    ///
    /// @throws DataException if it cannot be read, or is of another size
    public static float[] example(Path file, List<Integer> shape) {
        return read(file).input(file, shape);
    }

    /// This picture, read from `file`, as an input of `shape`.
    float[] input(Path file, List<Integer> shape) {
        boolean fits = shape.size() == 3
                && (shape.getFirst() == 1 || shape.getFirst() == 3)
                && shape.get(1) == height
                && shape.get(2) == width;
        if (!fits) {
            throw new DataException("%s: %d x %d pixels, but the net takes %s\n  = help: resize the picture first"
                    .formatted(file, width, height, spelled(shape)));
        }
        var values = new float[shape.getFirst() * height * width];
        withChannels(shape.getFirst()).readWindow(0, 0, shape, values, 0);
        return values;
    }

    /// Writes the values of a window, `byte / 255`, into `into` from `offset`.
    ///
    /// @param shape channels, height and width of the window, which lies inside the picture
    void readWindow(int top, int left, List<Integer> shape, float[] into, int offset) {
        int to = offset;
        for (int c = 0; c < channels; c++) {
            for (int y = top; y < top + shape.get(1); y++) {
                int row = (c * height + y) * width;
                for (int x = left; x < left + shape.get(2); x++) {
                    into[to++] = (values[row + x] & 0xff) / 255f;
                }
            }
        }
    }

    private static String spelled(List<Integer> shape) {
        return shape.stream().map(String::valueOf).reduce((a, b) -> a + "x" + b).orElse("one number");
    }

    /// This picture in grey or colour; grey is 0.299 red + 0.587 green + 0.114 blue.
    public Picture withChannels(int wanted) {
        if (wanted == channels) {
            return this;
        }
        int size = height * width;
        var converted = new byte[wanted * size];
        for (int i = 0; i < size; i++) {
            if (wanted == 1) {
                converted[i] = (byte) grey(values[i] & 0xff, values[size + i] & 0xff, values[2 * size + i] & 0xff);
            } else {
                for (int c = 0; c < wanted; c++) {
                    converted[c * size + i] = values[i];
                }
            }
        }
        return new Picture(wanted, height, width, converted);
    }

    /// This picture scaled, with its proportions, until it just covers a size, and cut to the middle of it.
    public Picture covering(int newHeight, int newWidth) {
        if (newHeight == height && newWidth == width) {
            return this;
        }
        double scale = Math.max((double) newHeight / height, (double) newWidth / width);
        Resampling across = Resampling.of(width, newWidth, scale);
        Resampling down = Resampling.of(height, newHeight, scale);
        var made = new byte[channels * newHeight * newWidth];
        var plane = new double[height * width];
        var narrow = new double[height * newWidth];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane.length; i++) {
                plane[i] = values[c * plane.length + i] & 0xff;
            }
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = across.at(i % newWidth, plane, i / newWidth * width, 1);
            }
            for (int i = 0; i < newHeight * newWidth; i++) {
                double value = down.at(i / newWidth, narrow, i % newWidth, newWidth);
                made[c * newHeight * newWidth + i] = (byte) Math.round(value);
            }
        }
        return new Picture(channels, newHeight, newWidth, made);
    }

    private static Picture decoded(ImageReader reader, ImageInputStream in, Path file) throws IOException {
        try {
            reader.setInput(in);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > MOST_PIXELS) {
                throw new DataException("%s: %d x %d pixels are more than can be read".formatted(file, width, height));
            }
            return of(reader.read(0));
        } finally {
            reader.dispose();
        }
    }

    private static Picture of(BufferedImage image) {
        int size = image.getHeight() * image.getWidth();
        // A grey raster holds the stored values; getRGB would bend them by its own idea of a grey colour space.
        if (image.getRaster().getNumBands() == 1
                && image.getColorModel().getColorSpace().getNumComponents() == 1
                && image.getColorModel().getComponentSize(0) == 8) {
            int[] samples = image.getRaster().getSamples(0, 0, image.getWidth(), image.getHeight(), 0, new int[size]);
            var grey = new byte[size];
            for (int i = 0; i < size; i++) {
                grey[i] = (byte) samples[i];
            }
            return new Picture(1, image.getHeight(), image.getWidth(), grey);
        }
        int[] colours = image.getRGB(0, 0, image.getWidth(), image.getHeight(), new int[size], 0, image.getWidth());
        var values = new byte[3 * size];
        for (int i = 0; i < size; i++) {
            int alpha = colours[i] >>> 24;
            for (int c = 0; c < 3; c++) {
                int value = (colours[i] >> (16 - 8 * c)) & 0xff;
                values[c * size + i] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
            }
        }
        return new Picture(3, image.getHeight(), image.getWidth(), values);
    }

    private static int grey(int red, int green, int blue) {
        return (299 * red + 587 * green + 114 * blue + 500) / 1000;
    }
}
