package bank;

class App {
  public static void main(String[] arguments) {
    Ledger ledger = new Ledger();
    ledger.add(new Entry("rent", -90000, false));
    System.out.println(ledger.balance());
  }
}
