package dev.bnc.compiler.graph.op;

/// `x1[n,c1,...], x2[n,c2,...], ... -> [n,c1+c2+...,...]`. Joins channels.
public record Concat() implements Op {}
