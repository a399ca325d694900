using System.Data.Common;

namespace Opportune.Runs;

/// <summary>A unit that this process worked on.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Leave">Writes what it leaves in the database beside its file, in the transaction that names the file: all or nothing, and once.</param>
internal sealed record WorkedUnit(string File, Action<DbConnection> Leave);
