namespace Opportune.Columnar;

/// <summary>Units of time become microseconds and days.</summary>
internal static class Micros
{
    /// <summary>Divides, rounding down also below zero.</summary>
    public static long Floor(long value, long unit)
    {
        var (quotient, rest) = Math.DivRem(value, unit);
        return rest < 0 ? quotient - 1 : quotient;
    }

    /// <summary>Some writers mean "for ever" by the largest timestamp they know: it becomes the largest that we know.</summary>
    public static long Saturate(Int128 micros) => (long)Int128.Clamp(micros, long.MinValue, long.MaxValue);
}
