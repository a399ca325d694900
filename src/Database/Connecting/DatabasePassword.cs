using Opportune.Core;

namespace Opportune.Database;

/// <summary>The password for PostgreSQL, which is never part of the URL.</summary>
internal static class DatabasePassword
{
    private const string Variable = "OPPORTUNE_DATABASE_PASSWORD";
    private const string FileVariable = "OPPORTUNE_DATABASE_PASSWORD_FILE";

    /// <summary>The variable's value, else the first line of the file that the other names, else null: then the driver looks into pgpass.</summary>
    /// <exception cref="InputException">The file is named and cannot be read.</exception>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } password)
            return password;
        if (Environment.GetEnvironmentVariable(FileVariable) is not { Length: > 0 } file)
            return null;
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? throw new InputException($"{FileVariable}: {file} is empty; write the password on its first line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{FileVariable}: cannot read {file}; name a file that this program's user may read", e);
        }
    }
}
