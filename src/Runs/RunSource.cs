namespace Opportune.Runs;

/// <summary>The site's own data, of which a run's input is made before anything of it is read.</summary>
/// <param name="Id">The mapping under <c>jobs/sources/</c>.</param>
/// <param name="From">A folder, or the URL of a database (without a password); null: the database that the mapping names.</param>
/// <param name="Take">
/// Makes the input's folder what the source holds now. The folder is nobody else's until the result is disposed of; of a taking
/// that fails, or whose process dies, nothing stays, and what lay in the folder before does.
/// </param>
public sealed record RunSource(string Id, string? From, Func<IProgress<StepProgress>, CancellationToken, IDisposable> Take)
{
    /// <summary>The step's name.</summary>
    public const string Step = "take";

    /// <summary>The folder that is read; null where it is a database.</summary>
    public string? Folder => FolderOf(From);

    /// <summary>The folder that <see cref="From"/> names; null where it is a database.</summary>
    public static string? FolderOf(string? from) =>
        from is null || from.StartsWith("sqlite:", StringComparison.Ordinal) || from.Contains("://", StringComparison.Ordinal) ? null : from;
}
