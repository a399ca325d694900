using Opportune.Core;
using Opportune.Engine;
using Opportune.Sources;

namespace Opportune.Tests.Unit.Engine;

/// <summary>Rows hashed column by column, held against rows read one by one.</summary>
public sealed class WholeRowsTests
{
    [Theory]
    [InlineData(".parquet")]
    [InlineData(".csv")]
    public void Rows_hashed_column_by_column_are_what_rows_read_one_by_one_are(string extension)
    {
        var (sound, others) = (0, 0);
        for (var seed = 1; seed <= 5; seed++)
        {
            using var folder = Some.Folder();
            var opened = new List<InputFolder>();
            foreach (var table in new RandomHospital(seed, lines: true).Cut(folder.Path, seed, extension, opened))
            {
                var layout = TableLayout.Of(table.Table);
                var (whole, values) = (new WholeRows(layout), new RowValues(layout));
                using RowReader columns = new(layout), rows = new(layout);
                foreach (var slice in table.Slices)
                {
                    columns.Open(slice);
                    rows.Open(slice);
                    whole.Open();
                    for (var row = 0; row < slice.Rows;)
                    {
                        var end = whole.Read(columns, row, slice.Rows);
                        for (; row < end; row++)
                        {
                            rows.Load(row, layout.Every, values);
                            if (whole.IsSound(row))
                            {
                                Assert.Null(values.Fault);
                                Assert.Equal(0, values.Forgotten);
                                Assert.Equal(values.Content, whole.Content(row));
                            }
                            // The end of what has not ended is told by a year that nobody reaches.
                            else if (layout.EndDate < 0 && table.Table is not (Table.Patients or Table.ObservationPeriods))
                            {
                                Assert.True(values.Fault is not null || values.Forgotten > 0);
                            }
                            (sound, others) = whole.IsSound(row) ? (sound + 1, others) : (sound, others + 1);
                        }
                    }
                }
            }
            opened.ForEach(o => o.Dispose());
        }
        Assert.True(sound > 1000 && others > 100, $"{sound} sound rows and {others} others");
    }
}
