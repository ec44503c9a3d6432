using System.Globalization;
using Parley.LocalCluster.Apps;
using Parley.Tests.Support;
using Xunit;

namespace Parley.Tests.Processes.Cluster;

/// <summary>A client that sends one message after the other into one room over REST, each once, and takes no refusal.</summary>
internal sealed class Sender : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sending;
    private int _acked;

    private Sender(ClusterUser user, Func<int, FrontendProcess> through, string room, TimeSpan pause) =>
        _sending = Task.Run(() => SendAsync(user, through, room, pause));

    /// <summary>Messages that were acknowledged.</summary>
    public int Acked => Volatile.Read(ref _acked);

    /// <param name="through">The frontend for the message of this number.</param>
    public static Sender Start(ClusterUser user, Func<int, FrontendProcess> through, string room, TimeSpan? pause = null) =>
        new(user, through, room, pause ?? TimeSpan.FromMilliseconds(20));

    /// <summary>Returns when so many more were acknowledged; throws what the sender threw.</summary>
    public async Task MoreAsync(int count)
    {
        var until = Acked + count;
        while (Acked < until)
        {
            if (_sending.IsCompleted)
            {
                await _sending;
            }

            await Task.Delay(20);
        }
    }

    /// <summary>Ends it and checks that the log has what was acknowledged, once and in order.</summary>
    public async Task CheckAsync(ClusterUser user, FrontendProcess frontend, string room)
    {
        await _stopping.CancelAsync();
        await _sending;
        var log = await user.LogAsync(frontend, room);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(e => e.Seq()));
        Assert.Equal(
            Enumerable.Range(0, Acked).Select(n => n.ToString(CultureInfo.InvariantCulture)),
            log.Where(e => e.Text("kind") == "messagePosted").Select(e => e.Text("text")!));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _sending.ContinueWith(_ => { }, TaskScheduler.Default);
        _stopping.Dispose();
    }

    private async Task SendAsync(ClusterUser user, Func<int, FrontendProcess> through, string room, TimeSpan pause)
    {
        for (var n = 0; !_stopping.IsCancellationRequested; n++)
        {
            var text = n.ToString(CultureInfo.InvariantCulture);
            var answer = await user.At(through(n)).Post($"rooms/{room}/messages", new { clientId = $"c{text}", text });
            Assert.True(answer.Status is 200 or 201, $"message {n}: {answer.Status} {answer.Body}");
            Interlocked.Increment(ref _acked);
            await Task.Delay(pause);
        }
    }
}
