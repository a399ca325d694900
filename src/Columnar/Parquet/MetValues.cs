namespace Opportune.Columnar.Parquet;

/// <summary>Which of a dictionary's values were met among some rows: what was met need not be compared again.</summary>
/// <param name="ids">The id of each row's value, where it has one.</param>
internal sealed class MetValues(int[] ids)
{
    private int[] _turns = [];
    private int _turn;

    /// <summary>Makes room for a dictionary of that many values.</summary>
    public void Fit(int count)
    {
        if (_turns.Length < count)
            Array.Resize(ref _turns, count);
    }

    /// <summary>From here on none was met.</summary>
    public void Begin() => _turn++;

    /// <summary>Whether the row's value was met; it is now.</summary>
    public bool Met(int row)
    {
        ref var turn = ref _turns[ids[row]];
        var met = turn == _turn;
        turn = _turn;
        return met;
    }
}
