namespace Opportune.Reading.Text;

/// <summary>
/// Whether looking things up pays: while few of many look-ups find something, only one in some is done, and all are again
/// once those find something.
/// </summary>
/// <param name="few">Of 8,192 look-ups fewer than so many are few.</param>
internal struct Payoff(int few)
{
    private const int Window = 8192;
    private const int Some = 16;

    private int _done;
    private int _found;
    private int _passed;
    private bool _isIdle;

    /// <summary>Whether many find something.</summary>
    public readonly bool Pays => !_isIdle;

    /// <summary>Whether to look up now.</summary>
    public bool IsDue()
    {
        if (!_isIdle)
            return true;
        _passed = (_passed + 1) % Some;
        return _passed == 0;
    }

    /// <summary>Tells what came of a look-up.</summary>
    public void Tell(bool isFound)
    {
        _found += isFound ? 1 : 0;
        if (++_done < Window)
            return;
        (_isIdle, _done, _found) = (_found < few, 0, 0);
    }
}
