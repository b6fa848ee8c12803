/// Metres to feet.
pub fn to_feet(metres: f64) -> f64 {
    metres / 0.3048
}
