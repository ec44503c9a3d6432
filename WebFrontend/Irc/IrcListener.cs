using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using Parley.WebFrontend.Throttling;
using Parley.WebFrontend.Tls;

namespace Parley.WebFrontend.Irc;

/// <summary>Where IRC clients come in. A port that cannot be had stops the start.</summary>
internal sealed class IrcListener(
    IrcServices services, IThrottle throttle, AddressConnections addresses, ServerCertificate certificate, IOptions<TlsOptions> tls, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromMilliseconds(200);

    private readonly IrcOptions _options = services.Options;
    private TcpListener? _listener;

    /// <summary>Where it listens; null: it does not.</summary>
    public IPEndPoint? EndPoint => (IPEndPoint?)_listener?.LocalEndpoint;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Enabled)
        {
            if (_options.Tls && tls.Value.Certificate is null)
            {
                throw new InvalidOperationException($"{IrcOptions.Section}:{nameof(IrcOptions.Tls)} is \"True\". It needs a certificate: set {TlsOptions.Section}:{nameof(TlsOptions.Certificate)}.");
            }

            _listener = new TcpListener(IPAddress.Parse(_options.Address), _options.Port);
            _listener.Start();
            services.LogListening(EndPoint!.ToString());
        }

        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _listener?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_listener is null)
        {
            return;
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            // Rooms can be asked once everything has started; whoever comes earlier waits in the backlog.
            await Task.Delay(Timeout.InfiniteTimeSpan, lifetime.ApplicationStarted).WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    _ = Serve(await _listener.AcceptSocketAsync(stopping.Token));
                }
                catch (SocketException e)
                {
                    services.LogNotServed(e); // out of handles, or gone before it was taken
                    await Task.Delay(PauseAfterFault, stopping.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }

        _listener.Stop();
    }

    private async Task Serve(Socket socket)
    {
        var from = (socket.RemoteEndPoint as IPEndPoint)?.Address;
        var address = ClientAddress.Of(from);
        var isTaken = addresses.TryOpen(address);
        Stream? stream = null;
        try
        {
            socket.NoDelay = true;
            stream = new NetworkStream(socket, ownsSocket: true);
            if (!isTaken || await throttle.AcquireAsync(ThrottleScopes.Connect, address) is not null)
            {
                return; // without a word: with TLS there is none to be said yet
            }

            if (_options.Tls)
            {
                stream = await Secure(stream);
            }

            await using var connection = new IrcConnection(stream, from, services);
            await connection.RunAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            services.LogNotServed(e);
        }
        finally
        {
            addresses.Closed(address);
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    private async Task<Stream> Secure(Stream stream)
    {
        var secured = new SslStream(stream, leaveInnerStreamOpen: false);
        var (own, chain) = certificate.Current;
        using var timeout = new CancellationTokenSource(HandshakeTimeout);
        try
        {
            await secured.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true) }, timeout.Token);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }
}
