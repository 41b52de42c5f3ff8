package dev.example.app;

import dev.example.Mnist;
import java.awt.image.Raster;
import java.io.File;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;

/// Says which digits grey pictures of 28 x 28 pixels show.
public final class ReadDigits {
    public static void main(String[] files) throws IOException {
        Mnist net = Mnist.load();
        for (String file : files) {
            Raster picture = ImageIO.read(new File(file)).getRaster();
            float[] pixels = picture.getSamples(0, 0, 28, 28, 0, new float[net.inputSize()]);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] /= 255;
            }
            Mnist.Prediction digit = net.classify(pixels);
            System.out.printf(Locale.ROOT, "%s: %s (%.2f %%)%n", file, digit.label(), 100 * digit.probability());
        }
    }
}
