//! Tells the truth about a built .NET assembly without its source.
