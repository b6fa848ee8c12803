package bank;

/** Money that came and went. */
public class Ledger {
  private final java.util.List<Entry> entries = new java.util.ArrayList<>();

  public void add(Entry entry) {
    entries.add(entry);
  }

  public long balance() {
    long sum = 0;
    for (Entry entry : entries) {
      if (!entry.isVoid()) {
        sum += entry.cents();
    }
    return sum;
  }
}
