using Opportune.Columnar;
using Opportune.Core;

namespace Opportune.Sources.Conversions;

/// <summary>
/// Turns the values of one column of a file into canonical ones, a value at a time: once per distinct value where the
/// file has a dictionary. A conversion overrides what its source's kind needs.
/// </summary>
internal abstract class Conversion
{
    /// <summary>How the canonical values are handed out.</summary>
    public abstract ColumnKind Result { get; }

    /// <summary>The integer, day or flag for a text; never asked for an empty one, which is null.</summary>
    public virtual long Integer(ReadOnlySpan<byte> text) => CanonicalValue.Invalid;

    /// <summary>The integer, day or flag for an integer.</summary>
    public virtual long Integer(long value) => CanonicalValue.Invalid;

    /// <summary>The integer for a real.</summary>
    public virtual long Integer(double value) => CanonicalValue.Invalid;

    /// <summary>The number for a text; never asked for an empty one, which is null.</summary>
    public virtual double Real(ReadOnlySpan<byte> text) => CanonicalValue.InvalidNumber;

    /// <summary>The number for an integer.</summary>
    public virtual double Real(long value) => value;
}
