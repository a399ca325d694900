using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Opportune.Database;

/// <summary>What makes the same C# work on both engines: dates, instants, and records filled by the names of their columns.</summary>
internal static class DapperSettings
{
    private static readonly Lazy<bool> Done = new(Set);

    /// <summary>Settles it for the process; may be called at any time and from any thread.</summary>
    public static void Use() => _ = Done.Value;

    private static bool Set()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.TypeMapProvider = type => (SqlMapper.ITypeMap?)RecordTypeMap.TryOf(type) ?? new DefaultTypeMap(type);
        foreach (var type in new[] { typeof(DateOnly), typeof(DateOnly?), typeof(DateTimeOffset), typeof(DateTimeOffset?) })
            SqlMapper.RemoveTypeMap(type);
        SqlMapper.AddTypeHandler(typeof(DateOnly), new DateHandler());
        SqlMapper.AddTypeHandler(typeof(DateTimeOffset), new InstantHandler());
        return true;
    }

    private sealed class DateHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            if (parameter is NpgsqlParameter npgsql)
                npgsql.NpgsqlDbType = NpgsqlDbType.Date;
            else
                parameter.DbType = DbType.String;
            parameter.Value = value is DateOnly date && parameter is not NpgsqlParameter ? date.ToString(Instant.DateFormat, CultureInfo.InvariantCulture) : value;
        }

        public object Parse(Type destinationType, object value) => Instant.DateFrom(value);
    }

    private sealed class InstantHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            if (parameter is NpgsqlParameter npgsql)
                npgsql.NpgsqlDbType = NpgsqlDbType.TimestampTz;
            else
                parameter.DbType = DbType.String;
            parameter.Value = value switch
            {
                DateTimeOffset instant when parameter is NpgsqlParameter => instant.ToUniversalTime(),
                DateTimeOffset instant => Instant.Text(instant),
                _ => value,
            };
        }

        public object Parse(Type destinationType, object value) => Instant.From(value);
    }
}
