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

    fn times(&self, factor: f64) -> Length {
        Length { metres: self.metres * factor }
    }

    pub fn doubled(&self) -> Length {
        self.times(2.0)
    }
}
