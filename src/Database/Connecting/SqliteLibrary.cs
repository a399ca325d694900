using System.Runtime.InteropServices;
using Opportune.Core;
using SQLitePCL;

namespace Opportune.Database;

/// <summary>SQLite itself: the operating system's library, which the operating system patches.</summary>
internal static class SqliteLibrary
{
    // STRICT tables came with 3.37.
    private static readonly Version Oldest = new(3, 37);

    private static readonly string[] Names =
    [
        "libsqlite3.so.0", "libsqlite3.so", "/usr/lib/libsqlite3.dylib", "winsqlite3", "sqlite3", "e_sqlite3",
    ];

    private static readonly Lazy<string?> Trouble = new(Load);

    /// <summary>Makes the library ready; may be called at any time and from any thread.</summary>
    /// <exception cref="InputException">There is none, or it is too old.</exception>
    public static void Use()
    {
        if (Trouble.Value is { } trouble)
            throw new InputException(trouble);
    }

    private static string? Load()
    {
        var library = Names.Select(name => NativeLibrary.TryLoad(name, out var handle) ? handle : 0).FirstOrDefault(handle => handle != 0);
        if (library == 0)
            return "the operating system's SQLite library is missing; install it (on Debian: apt-get install libsqlite3-0)";
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : 0);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        var version = raw.sqlite3_libversion().utf8_to_string();
        return Version.Parse(version) >= Oldest ? null : $"the operating system's SQLite library is {version}; {Oldest} or later is needed";
    }
}
