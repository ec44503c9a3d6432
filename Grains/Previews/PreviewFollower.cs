using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Grains.Bots;
using Parley.Grains.Outbound;
using Parley.Grains.Rooms;
using Parley.Previews;
using Parley.Rooms;

namespace Parley.Grains.Previews;

/// <summary>
/// Hears which links are posted in the rooms of this silo, reads their pages some moments later, and puts previews under the messages. Nobody waits for it: what a silo that
/// dies had still to read has no previews.
/// </summary>
internal sealed partial class PreviewFollower : BackgroundService, IRoomWatcher
{
    private readonly PageCache _pages;
    private readonly PreviewImages _images;
    private readonly IGrainFactory _grains;
    private readonly PreviewOptions _options;
    private readonly OutboundOptions _outbound;
    private readonly IHouseBot[] _bots;
    private readonly ILogger<PreviewFollower> _logger;
    private readonly string? _ownHost;
    private readonly Channel<Linked> _waiting;

    public PreviewFollower(
        PageCache pages, PreviewImages images, IGrainFactory grains, IEnumerable<IHouseBot> bots, IOptions<PreviewOptions> options, IOptions<OutboundOptions> outbound,
        IOptions<ParleyOptions> parley, ILogger<PreviewFollower> logger)
    {
        (_pages, _images, _grains, _bots, _options, _outbound, _logger) = (pages, images, grains, [.. bots], options.Value, outbound.Value, logger);
        _ownHost = parley.Value.PublicUrl is { } url ? new Uri(url).IdnHost : null;
        _waiting = Channel.CreateBounded<Linked>(new BoundedChannelOptions(_options.MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    }

    public void Committed(string room, ImmutableArray<RoomEvent> events)
    {
        if (!_options.Enabled)
        {
            return;
        }

        foreach (var e in events)
        {
            // A link that a model was talked into carries what is said here to whose page it is.
            if (_bots.Any(bot => bot.UserId == e.Sender))
            {
                continue;
            }

            if (e is MessagePosted { Text: { } text } && MessageLinks.MayHave(text))
            {
                _waiting.Writer.TryWrite(new Linked(room, e.Sender, e.Seq, e.Seq, text));
            }
            else if (e is MessageEdited { Text: { } edited, Target: var target } && MessageLinks.MayHave(edited))
            {
                _waiting.Writer.TryWrite(new Linked(room, e.Sender, target, e.Seq, edited));
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _options.Enabled ? Task.WhenAll(Enumerable.Range(0, _options.MaxConcurrent).Select(_ => Task.Run(() => WorkAsync(stoppingToken), CancellationToken.None))) : Task.CompletedTask;

    private async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var linked in _waiting.Reader.ReadAllAsync(stopping))
            {
                try
                {
                    await PreviewAsync(linked, stopping);
                }
                catch (Exception e) when (!stopping.IsCancellationRequested)
                {
                    LogFailed(e, linked.Room, linked.Target);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task PreviewAsync(Linked linked, CancellationToken stopping)
    {
        var links = MessageLinks.Find(linked.Text, _options.MaxPerMessage).Where(IsRead).ToList();
        if (links.Count == 0 || !await IsOfRoom(linked))
        {
            return;
        }

        var previews = ImmutableArray.CreateBuilder<LinkPreview>();
        foreach (var link in links)
        {
            if (await _pages.ReadAsync(link, stopping) is { } page)
            {
                previews.Add(new LinkPreview(link.AbsoluteUri)
                {
                    Title = page.Title, Description = page.Description, Site = page.Site,
                    Image = page.Image is { } image ? await _images.KeepAsync(image, linked.Room, linked.Sender, linked.SeqOfText) : null,
                });
            }
        }

        previews.RemoveAll(preview => preview is { Title: null, Image: null });
        if (previews.Count > 0)
        {
            await _grains.Room(linked.Room).Do(
                new AttachPreviews { Sender = linked.Sender, Target = linked.Target, Text = linked.SeqOfText, Previews = previews.ToImmutable() });
        }
    }

    /// <summary>What this server shows itself is left out: it would show a stranger nothing.</summary>
    private bool IsRead(Uri link) => UrlRules.Fault(link, _outbound) is null && _options.Takes(link.IdnHost) && !string.Equals(link.IdnHost, _ownHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether links in such a room are read.</summary>
    private async Task<bool> IsOfRoom(Linked linked) =>
        _options.PrivateRooms || await _grains.Room(linked.Room).Describe(new Actor(linked.Sender, ServerRole.Member)) is { Value.Visibility: RoomVisibility.Public };

    [LoggerMessage(2501, LogLevel.Warning, "The links of message {Target} of room {Room} have got no previews.")]
    private partial void LogFailed(Exception exception, string room, long target);

    /// <param name="Target">Seq of the message.</param>
    /// <param name="SeqOfText">Seq of the event that brought the text.</param>
    private sealed record Linked(string Room, string Sender, long Target, long SeqOfText, string Text)
    {
        public override string ToString() => $"Linked({Room}, {Target})";
    }
}
