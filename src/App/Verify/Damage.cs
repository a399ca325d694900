namespace Opportune.App.Verify;

/// <summary>Rows of a column that cannot be read.</summary>
/// <param name="Table">The table.</param>
/// <param name="File">The file, within the input folder.</param>
/// <param name="Group">Its row group.</param>
/// <param name="Column">The column.</param>
/// <param name="From">First row of the table that is hit.</param>
/// <param name="To">Last one.</param>
/// <param name="Why">What is wrong with it.</param>
internal sealed record Damage(Core.Table Table, string File, int Group, string Column, long From, long To, string Why);
