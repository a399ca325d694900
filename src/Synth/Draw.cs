namespace Opportune.Synth;

/// <summary>
/// A stream of chance (SplitMix64). Its own, because the numbers of the class library are not promised to stay the same;
/// one a patient, so that a patient does not depend on who came before.
/// </summary>
internal sealed class Draw
{
    private ulong _state;

    public Draw(int seed, long stream)
    {
        _state = ((ulong)(uint)seed << 32) ^ ((ulong)stream * 0x9E3779B97F4A7C15UL);
        // Neighbouring streams start alike; two steps part them.
        Next();
        Next();
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with that probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    public T Pick<T>(IReadOnlyList<T> items) => items[(int)(Next() % (ulong)items.Count)];

    /// <summary>The position that the weights favour.</summary>
    public int Weighted(params ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights)
            sum += weight;
        var at = Unit() * sum;
        for (var i = 0; i < weights.Length; i++)
        {
            at -= weights[i];
            if (at < 0)
                return i;
        }
        return weights.Length - 1;
    }

    /// <summary>A day, both ends included.</summary>
    public DateOnly Day(DateOnly from, DateOnly to) => from.AddDays(Between(0, Math.Max(0, to.DayNumber - from.DayNumber)));
}
