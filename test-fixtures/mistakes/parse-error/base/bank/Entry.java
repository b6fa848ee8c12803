package bank;

public record Entry(String label, long cents) {}
