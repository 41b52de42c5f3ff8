/// A net before and after fusion, side by side, as one page of HTML that stands alone.
///
/// Entry types: [Comparison], which has the two graphs, and [ComparisonPage], which writes the page.
///
/// The drawings are laid out here, in [LayeredLayout]: three hundred lines. Eclipse ELK does more and better, but it comes with
/// EMF, Xtext's libraries and Guava, some ten jars, for graphs of forty boxes that are nearly chains.
@NullMarked
package dev.bnc.compiler.page;

import org.jspecify.annotations.NullMarked;
