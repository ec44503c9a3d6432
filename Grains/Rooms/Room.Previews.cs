using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Previews;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Decisions on previews of links.</summary>
public sealed partial record Room
{
    /// <summary>The server's own: refused to nobody, and nothing where it would come too late.</summary>
    private Decision Attach(AttachPreviews attach, DateTimeOffset now)
    {
        if (IsArchived || Messages.GetValueOrDefault(attach.Target) is not { Deleted: false } message)
        {
            return Decision.AlreadySo(attach.Target);
        }

        var known = Previews[attach.Target];
        var wanted = attach.Previews.RemoveAll(preview => known.Unwanted.Contains(preview.Url));
        return attach.Text != known.Text || known.IsOfText || wanted.IsEmpty
            ? Decision.AlreadySo(attach.Target)
            : One(new PreviewsChanged { Seq = 0, Sender = "", At = now, N = N, Target = attach.Target, Previews = wanted, Unwanted = known.Unwanted }, attach with { Sender = message.Sender });
    }

    /// <summary>From one's own message by the right to write, from those of others by the right to delete them.</summary>
    private Decision Remove(RemovePreview remove, DateTimeOffset now)
    {
        var mayRemoveOthers = RoomAccess.May(remove.SenderRole, StandingOf(remove.Sender), RoomPermission.DeleteOthers);
        if (!mayRemoveOthers && Refuse(remove, RoomPermission.Write) is { } refusal)
        {
            return refusal;
        }

        if (Seen(remove, remove.Target) is not { } message)
        {
            return ErrorCatalog.Error(ErrorCatalog.MessageNotFound);
        }

        if (message.Sender != remove.Sender && !mayRemoveOthers)
        {
            return ErrorCatalog.Error(ErrorCatalog.NotYourMessage);
        }

        var known = Previews[remove.Target];
        var left = remove.Url is null ? [] : known.Previews.RemoveAll(preview => preview.Url == remove.Url);
        if (message.Deleted || left.Length == known.Previews.Length)
        {
            return Decision.AlreadySo(remove.Target);
        }

        var unwanted = known.Unwanted.AddRange(known.Previews.Except(left).Select(preview => preview.Url));
        return One(new PreviewsChanged { Seq = 0, Sender = "", At = now, N = N, Target = remove.Target, Previews = left, Unwanted = unwanted }, remove);
    }
}

/// <summary>What a decision has to know of the previews of a message.</summary>
/// <param name="Text">Seq of the event that brought the text as it is.</param>
/// <param name="IsOfText">There were previews of this text.</param>
/// <param name="Previews">Those that there are.</param>
/// <param name="Unwanted">Links that get none any more.</param>
public sealed record PreviewFact(long Text, bool IsOfText, ImmutableArray<LinkPreview> Previews, ImmutableArray<string> Unwanted)
{
    public PreviewFact Edited(long seq) => new(seq, IsOfText: false, [], Unwanted);

    public PreviewFact Changed(PreviewsChanged changed) => new(Text, IsOfText: true, changed.Previews, changed.Unwanted);

    /// <summary>Without content.</summary>
    public override string ToString() => $"PreviewFact({Text})";
}
