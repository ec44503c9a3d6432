using System.Collections.Immutable;
using Parley.Access;
using Parley.Errors;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>What becomes of somebody who is erased. It is decided elsewhere that they are: nothing is asked of their rights here.</summary>
public sealed partial record Room
{
    private Decision Erase(EraseMember erase, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<RoomEvent>();
        var deleted = new HashSet<long>();
        foreach (var target in erase.Messages)
        {
            if (Messages.GetValueOrDefault(target) is { Deleted: false } message && message.Sender == erase.Sender && deleted.Add(target))
            {
                events.Add(new MessageDeleted { Seq = LastSeq + 1 + events.Count, Sender = erase.Sender, At = now, N = N, Target = target });
            }
        }

        // Reactions to a message that is deleted here are gone with it, and so are votes.
        foreach (var (target, emoji) in erase.Reactions.Distinct())
        {
            if (!deleted.Contains(target) && Reactions.TryGetValue(target, out var known) && known.Of.GetValueOrDefault(erase.Sender)?.Contains(emoji) == true)
            {
                events.Add(new ReactionRemoved { Seq = LastSeq + 1 + events.Count, Sender = erase.Sender, At = now, N = N, Target = target, Emoji = emoji });
            }
        }

        foreach (var target in (erase.Votes ?? []).Distinct())
        {
            if (!deleted.Contains(target) && Polls.GetValueOrDefault(target) is { } poll && poll.Of.GetValueOrDefault(erase.Sender) is { IsDefaultOrEmpty: false } was)
            {
                events.Add(new PollVoted
                {
                    Seq = LastSeq + 1 + events.Count, Sender = erase.Sender, At = now, N = N, Target = target, Choices = [], Was = was, IsAnonymous = poll.IsAnonymous,
                });
            }
        }

        var standing = StandingOf(erase.Sender) with { IsArchived = false };
        if (erase.Leaves && standing.Role is not null && RoomAccess.May(ServerRole.Member, standing, RoomPermission.Leave))
        {
            if (IsLastOwner(erase.Sender) && MemberCount > 1)
            {
                // Whoever was to be the heir may have left since: then another is looked for.
                if (erase.Heir is not { } heir || heir == erase.Sender || Membership(heir) is null)
                {
                    return ErrorCatalog.Error(ErrorCatalog.LastOwner);
                }

                events.Add(new RoleChanged { Seq = LastSeq + 1 + events.Count, Sender = erase.Sender, At = now, N = N, User = heir, Role = RoomRole.Owner });
            }

            events.Add(new MemberLeft { Seq = LastSeq + 1 + events.Count, Sender = erase.Sender, At = now, N = N, User = erase.Sender });
        }

        return events.Count == 0
            ? Decision.AlreadySo(LastSeq)
            : new Decision { Events = [events[0] with { ClientId = erase.ClientId }, .. events.Skip(1)] };
    }
}
