using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Parley.Tests.Support;

/// <summary>A real SMTP server on a loopback port, with faults as switches.</summary>
public sealed class MailServer : MessageStore, IAsyncDisposable
{
    private readonly ConcurrentQueue<MimeMessage> _messages = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private int _refusals;
    private int _lostAnswers;

    public MailServer()
        : this(null, null)
    {
    }

    /// <param name="certificate">With it STARTTLS is offered; null: it is not.</param>
    /// <param name="password">Of everybody who signs in, which is offered on connections with TLS alone; null: nobody may.</param>
    public MailServer(X509Certificate2? certificate, string? password)
    {
        Port = LoopbackPort.Free();
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint =>
        {
            endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port));
            if (certificate is not null)
            {
                endpoint.Certificate(certificate);
            }
        }).Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(this);
        if (password is not null)
        {
            services.Add(new DelegatingUserAuthenticator((_, shown) =>
            {
                Shown?.Invoke(shown);
                return shown == password;
            }));
        }

        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stopping.Token);
    }

    public int Port { get; }

    /// <summary>Hears every password that is shown.</summary>
    public Action<string>? Shown { get; init; }

    /// <summary>What has arrived, also where the sender was told otherwise.</summary>
    public IReadOnlyCollection<MimeMessage> Messages => _messages;

    /// <summary>Settings that make a server send by this one.</summary>
    public string[] Settings => ["--Parley:Mail:Host=127.0.0.1", $"--Parley:Mail:Port={Port}", "--Parley:Mail:Security=None", "--Parley:Mail:From=Parley <parley@example.org>"];

    /// <summary>The next messages are refused for now (451), and not kept.</summary>
    public void RefuseNext(int count) => _refusals = count;

    /// <summary>The next messages are kept, but the sender is told of a failure.</summary>
    public void LoseNextAnswers(int count) => _lostAnswers = count;

    /// <summary>The first message to an address, when it has come.</summary>
    public async Task<MimeMessage> MessageTo(string address)
    {
        await Eventually.Is(() => Task.FromResult(To(address).Any()), $"a message to {address} has come", TimeSpan.FromSeconds(60));
        return To(address).First();
    }

    public IEnumerable<MimeMessage> To(string address) => _messages.Where(message => message.To.Mailboxes.Any(to => to.Address == address));

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            return new SmtpResponse(SmtpReplyCode.Aborted, "not now");
        }

        using var stream = new MemoryStream(buffer.ToArray());
        _messages.Enqueue(await MimeMessage.LoadAsync(stream, cancellationToken));
        return Interlocked.Decrement(ref _lostAnswers) >= 0 ? new SmtpResponse(SmtpReplyCode.Aborted, "lost") : SmtpResponse.Ok;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
        }

        _stopping.Dispose();
    }
}
