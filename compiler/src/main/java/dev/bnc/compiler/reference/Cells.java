package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.op.Extent;
import dev.bnc.compiler.graph.op.Window;

/// The cells of one image plane that a sliding window covers, place by place, row-major; cells of the padding left
/// out.
///
/// @param image size of the plane
/// @param places how many places the window takes
record Cells(Window window, Extent image, Extent places) {
    /// Takes the place of the cell in the image, its place in the kernel and the window's place, each in row-major
    /// order.
    interface Visitor {
        void visit(int cell, int tap, int place);
    }

    static Cells of(Window window, Extent image) {
        return new Cells(window, image, window.outputSize(image));
    }

    void forEach(Visitor visitor) {
        for (int row = 0; row < places.height(); row++) {
            for (int column = 0; column < places.width(); column++) {
                forEachAt(row, column, visitor);
            }
        }
    }

    private void forEachAt(int row, int column, Visitor visitor) {
        Extent kernel = window.kernel();
        int top = row * window.stride().height() - window.padding().top();
        int left = column * window.stride().width() - window.padding().left();
        for (int i = 0; i < kernel.height(); i++) {
            for (int j = 0; j < kernel.width(); j++) {
                int y = top + i * window.dilation().height();
                int x = left + j * window.dilation().width();
                if (y >= 0 && y < image.height() && x >= 0 && x < image.width()) {
                    visitor.visit(y * image.width() + x, i * kernel.width() + j, row * places.width() + column);
                }
            }
        }
    }
}
