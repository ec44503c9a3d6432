using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Parley.WebFrontend.Tls;

/// <summary>The certificate of this server, from PEM files. When they change, connections made from then on get the new one; one that cannot be read changes nothing.</summary>
internal sealed partial class ServerCertificate(IOptions<TlsOptions> options, TimeProvider clock, ILogger<ServerCertificate> logger) : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private (DateTime Certificate, DateTime Key) _read;
    private DateTimeOffset _looked;

    /// <summary>With those that lead to the root, which Kestrel sends along.</summary>
    private X509Certificate2Collection? _chain;
    private X509Certificate2? _own;

    /// <summary>The certificate and what leads to its root.</summary>
    /// <exception cref="InvalidOperationException">There is none, and none can be read.</exception>
    public (X509Certificate2 Own, X509Certificate2Collection Chain) Current
    {
        get
        {
            lock (_lock)
            {
                var now = clock.GetUtcNow();
                if (_own is null || now - _looked >= LookEvery)
                {
                    _looked = now;
                    Look();
                }

                return (_own!, _chain!);
            }
        }
    }

    public void Dispose() => _own?.Dispose();

    private void Look()
    {
        var (certificate, key) = (options.Value.Certificate!, options.Value.Key!);
        try
        {
            var written = (File.GetLastWriteTimeUtc(certificate), File.GetLastWriteTimeUtc(key));
            if (_own is not null && written == _read)
            {
                return;
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificate);
            var own = X509Certificate2.CreateFromPemFile(certificate, key); // throws if the key is another one's: written, but not both yet
            (_own, _chain, _read) = (own, chain, written); // the one before may be in use by a handshake: left to the garbage collector
            LogLoaded(own.Subject, own.NotAfter);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            if (_own is null)
            {
                throw new InvalidOperationException($"Parley:Tls: {certificate} and {key} are not a certificate and its key in PEM form: {e.Message}", e);
            }

            LogNotLoaded(e);
        }
    }

    [LoggerMessage(4500, LogLevel.Information, "TLS certificate loaded: {Subject}, good until {NotAfter}")]
    private partial void LogLoaded(string subject, DateTime notAfter);

    [LoggerMessage(4501, LogLevel.Error, "The TLS certificate has changed, and what is there now cannot be read; the one before stays in use")]
    private partial void LogNotLoaded(Exception exception);
}
