using System.Reflection;
using Dapper;

namespace Opportune.Database;

/// <summary>
/// Fills a positional record by the names of the columns. Dapper's own way also wants the columns' types to be the parameters', which
/// the engines cannot promise: an expression that is null has no type in SQLite.
/// </summary>
internal sealed class RecordTypeMap : SqlMapper.ITypeMap
{
    private readonly ConstructorInfo _constructor;
    private readonly Dictionary<string, Parameter> _parameters;

    private RecordTypeMap(ConstructorInfo constructor)
    {
        _constructor = constructor;
        _parameters = constructor.GetParameters().ToDictionary(p => p.Name!, p => new Parameter(p), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The map of a type of ours whose only public constructor has parameters, else null.</summary>
    public static RecordTypeMap? TryOf(Type type) =>
        type.Namespace?.StartsWith("Opportune", StringComparison.Ordinal) == true && type.GetConstructors() is [var only] && only.GetParameters().Length > 0 ? new(only) : null;

    /// <inheritdoc/>
    public ConstructorInfo FindConstructor(string[] names, Type[] types) =>
        names.Length == _parameters.Count && names.All(n => _parameters.ContainsKey(Plain(n)))
            ? _constructor
            : throw new InvalidOperationException($"{_constructor.DeclaringType!.Name} wants the columns {string.Join(", ", _parameters.Keys)}, the query gives {string.Join(", ", names)}");

    /// <inheritdoc/>
    public ConstructorInfo? FindExplicitConstructor() => null;

    /// <inheritdoc/>
    public SqlMapper.IMemberMap GetConstructorParameter(ConstructorInfo constructor, string columnName) => _parameters[Plain(columnName)] with { ColumnName = columnName };

    /// <inheritdoc/>
    public SqlMapper.IMemberMap? GetMember(string columnName) => null;

    private static string Plain(string column) => column.Replace("_", "", StringComparison.Ordinal);

    private sealed record Parameter(ParameterInfo Of) : SqlMapper.IMemberMap
    {
        public string ColumnName { get; init; } = Of.Name!;
        public Type MemberType => Of.ParameterType;
        public PropertyInfo? Property => null;
        public FieldInfo? Field => null;
        ParameterInfo? SqlMapper.IMemberMap.Parameter => Of;
    }
}
