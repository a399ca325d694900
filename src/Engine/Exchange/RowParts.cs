namespace Opportune.Engine;

/// <summary>The values of a row by the numbers of its columns, in room used again for the next.</summary>
/// <param name="columns">How many columns a table has at most.</param>
internal sealed class RowParts(int columns)
{
    private readonly string?[] _texts = new string?[columns];
    private readonly double?[] _numbers = new double?[columns];
    private readonly DateOnly?[] _dates = new DateOnly?[columns];

    public void Clear()
    {
        Array.Clear(_texts);
        Array.Clear(_numbers);
        Array.Clear(_dates);
    }

    public void Set(int column, string text) => _texts[column] = text;

    public void Set(int column, double number) => _numbers[column] = number;

    public void Set(int column, DateOnly date) => _dates[column] = date;

    /// <summary>Null where the row has none, and of a column that its table has not.</summary>
    public string? Text(int column) => column < 0 ? null : _texts[column];

    /// <inheritdoc cref="Text"/>
    public double? Number(int column) => column < 0 ? null : _numbers[column];

    /// <inheritdoc cref="Text"/>
    public DateOnly? Date(int column) => column < 0 ? null : _dates[column];
}
