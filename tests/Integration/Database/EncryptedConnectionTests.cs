using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Opportune.Core;
using Opportune.Database;
using Opportune.Tests.Unit;

namespace Opportune.Tests.Integration.Database;

/// <summary>A connection to a server is encrypted when the URL asks, and only with the server that was meant.</summary>
public sealed class EncryptedConnectionTests
{
    [Fact]
    public async Task A_server_is_believed_by_its_certificate_and_name_only_and_nothing_is_said_to_another()
    {
        using var folder = Some.Folder();
        await using var server = await PrivateServer.Start();
        // Nothing encrypts yet.
        Assert.Contains("does not encrypt connections as the URL asks; look at sslmode", await Refused(server, "?sslmode=require"), StringComparison.Ordinal);

        using var authority = Authority("Hospital");
        using var stranger = Authority("Somebody else");
        File.WriteAllText(folder["ca.pem"], authority.ExportCertificatePem());
        File.WriteAllText(folder["stranger.pem"], stranger.ExportCertificatePem());
        var inFull = $"?sslmode=verify-full&sslrootcert={folder["ca.pem"]}";
        await Install(server, authority, IPAddress.Loopback.ToString());
        await Soon.Until(() => IsLetIn(server, inFull));
        Assert.True(await IsEncrypted(server, "?sslmode=require"));
        var refused = await Refused(server, $"?sslmode=verify-full&sslrootcert={folder["stranger.pem"]}");
        Assert.Contains("shows a certificate that is not signed by the one in sslrootcert, or not of this name", refused, StringComparison.Ordinal);

        await Install(server, authority, "db.example.org");
        await Soon.Until(async () => !await IsLetIn(server, inFull));
        Assert.Contains("or not of this name", await Refused(server, inFull), StringComparison.Ordinal);
        Assert.True(await IsEncrypted(server, $"?sslmode=verify-ca&sslrootcert={folder["ca.pem"]}"));
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static DatabaseUrl Url(PrivateServer server, string how) => DatabaseUrl.Parse($"{server.Url}/postgres{how}");

    private static async Task<bool> IsEncrypted(PrivateServer server, string how)
    {
        await using var source = PostgreSqlSource.Of(Url(server, how));
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("select ssl from pg_stat_ssl where pid = pg_backend_pid()", connection);
        return (bool)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    // The server reads its files again some time after it was told to.
    private static async Task<bool> IsLetIn(PrivateServer server, string how)
    {
        try
        {
            return await IsEncrypted(server, how);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // What a person is told.
    private static async Task<string> Refused(PrivateServer server, string how)
    {
        var fault = await Assert.ThrowsAnyAsync<NpgsqlException>(() => IsEncrypted(server, how));
        return Assert.IsType<InputException>(DatabaseFault.Tell(fault, Url(server, how))).Message;
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    // The server writes both files itself, into its own folder and for its own account.
    private static async Task Install(PrivateServer server, X509Certificate2 authority, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, Now.AddHours(-1), Now.AddHours(20), RandomNumberGenerator.GetBytes(8));
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = Url(server, "").Host,
            Port = Url(server, "").Port,
            Username = "postgres",
            Database = "postgres",
            SslMode = SslMode.Disable,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var (file, text) in new[] { ("server.crt", certificate.ExportCertificatePem()), ("server.key", key.ExportPkcs8PrivateKeyPem()) })
        {
            // What stands in a PEM file needs no quoting.
            await Do(connection, $"copy (select unnest(string_to_array('{text.Trim()}', E'\n'))) to program 'umask 077; cat > {file}'");
        }
        await Do(connection, "alter system set ssl = on");
        await Do(connection, "select pg_reload_conf()");
    }

    private static async Task Do(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
