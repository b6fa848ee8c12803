//! Lengths.

pub mod convert;

/// A length in metres.
pub struct Length {
    pub metres: f64,
}

impl Length {
    pub fn new(metres: f64) -> Length {
        Length { metres }
    }

    pub fn feet(&self) -> f64 {
        convert::to_feet(self.metres)
    }

    pub fn doubled(&self) -> Length {
        Length { metres: self.metres * 2.0 }
    }
}
