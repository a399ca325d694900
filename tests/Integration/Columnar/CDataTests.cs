using System.Runtime.InteropServices;
using Opportune.Columnar;
using Opportune.Tests.Unit.Columnar;

namespace Opportune.Tests.Integration.Columnar;

/// <summary>Rows of ours go through the Arrow C Data Interface into another library in the same process: DuckDB's, by its C functions.</summary>
public sealed unsafe partial class CDataTests
{
    // How large the two structures of the interface are on a machine of 64 bits.
    private const int SchemaSize = 9 * 8, ArraySize = 10 * 8;

    private const string Library = "duckdb";

    static CDataTests() => NativeLibrary.SetDllImportResolver(typeof(CDataTests).Assembly, (name, _, _) => name == Library
        ? NativeLibrary.Load(Path.Combine(Repository.Root, "tests/Interop/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so"))
        : 0);

    [Theory]
    [InlineData(0, 0.2)]
    [InlineData(1, 0.0)]
    [InlineData(5000, 0.2)]
    [InlineData(5000, 1.0)]
    public void DuckDB_takes_a_batch_as_it_lies_in_memory(int rows, double nulls)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "DuckDB's library is that of Linux on x64");
        var expected = Tables.Random(Tables.Everything, rows, rows + 5, nulls);
        var batch = Tables.Batch(Tables.Everything, expected);
        var schema = NativeMemory.AllocZeroed(SchemaSize);
        var array = NativeMemory.AllocZeroed(ArraySize);
        ArrowExport.Export(batch, (nint)schema, (nint)array);
        Assert.Equal(0, batch.Count);
        Assert.Equal(0, Open(null, out var database));
        Assert.Equal(0, Connect(database, out var connection));
        Assert.Equal(0, Scan(connection, "t", schema, array, out var stream));
        var cells = Ask(connection, """
            SELECT id, hex(text), hex(code), hex(raw), number, flag::INT, sure_flag::INT, datediff('day', DATE '1970-01-01', day), epoch_us("local"), epoch_us(instant),
                ("real" * 1)::VARCHAR, sure_real::VARCHAR FROM t
            """);
        Assert.Equal(rows, cells.Count);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < expected[row].Length; column++)
            {
                var want = expected[row][column] switch
                {
                    null => null,
                    byte[] bytes => Convert.ToHexString(bytes),
                    var number => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number}"),
                };
                var got = cells[row][column];
                if (got is not null && expected[row][column] is double real)
                    Assert.Equal(real, double.Parse(got, System.Globalization.CultureInfo.InvariantCulture));
                else
                    Assert.True(want == got, $"row {row}, column {column}: {want ?? "null"} became {got ?? "null"}");
            }
        }
        DestroyStream(ref stream);
        Disconnect(ref connection);
        Close(ref database);
        List<string?[]> Ask(nint connection, string sql)
        {
            var result = default(Result);
            var isAnswered = Query(connection, sql, ref result) == 0;
            Assert.True(isAnswered, isAnswered ? "" : Marshal.PtrToStringUTF8(Error(ref result)));
            var all = new List<string?[]>();
            for (var row = 0UL; row < RowCount(ref result); row++)
            {
                var line = new string?[Tables.Everything.Columns.Count];
                for (var column = 0; column < line.Length; column++)
                {
                    var text = Value(ref result, (ulong)column, row);
                    line[column] = Marshal.PtrToStringUTF8(text);
                    Free(text);
                }
                all.Add(line);
            }
            DestroyResult(ref result);
            return all;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Result
    {
        public ulong Columns, Rows, Changed;
        public nint Data, Message, Inner;
    }

    [LibraryImport(Library, EntryPoint = "duckdb_open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string? path, out nint database);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    private static partial int Connect(nint database, out nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_arrow_array_scan", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Scan(nint connection, string table, void* schema, void* array, out nint stream);

    [LibraryImport(Library, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Query(nint connection, string sql, ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_row_count")]
    private static partial ulong RowCount(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_value_varchar")]
    private static partial nint Value(ref Result result, ulong column, ulong row);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    private static partial nint Error(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    private static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    private static partial void DestroyResult(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_arrow_stream")]
    private static partial void DestroyStream(ref nint stream);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    private static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_close")]
    private static partial void Close(ref nint database);
}
