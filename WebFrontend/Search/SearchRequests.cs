using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Search;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Search;

/// <summary>Makes a question to the grain of what a client sends: parses it, and finds the users and rooms that it names.</summary>
public sealed class SearchRequests(RoomNames rooms, RoomPeople people, IOptions<SearchFrontendOptions> options)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxContext = 3;
    private const int MaxNames = 20;
    private const int MaxNameLength = 64;

    /// <summary>Minutes; no clock on earth is further from UTC.</summary>
    private const int MaxOffset = 14 * 60;

    public async Task<Outcome<SearchMessages>> Read(CurrentUser me, string? q, string? before, int? limit, string? order, int? context, int? utcOffset)
    {
        if (Fault(q, limit, order, context, utcOffset) is { } fault)
        {
            return fault;
        }

        var parsed = SearchQuery.Parse(q!, TimeSpan.FromMinutes(utcOffset ?? 0));
        if (parsed.IsError)
        {
            return parsed.Error;
        }

        var query = parsed.Value;
        if (query.From.Length + query.NotFrom.Length + query.In.Length + query.NotIn.Length > MaxNames)
        {
            return ErrorCatalog.InvalidField("q", $"Name {MaxNames} users and rooms at most.");
        }

        // A name that nobody has, or that is not for these eyes, is not told from one in whose room nothing was found.
        return new SearchMessages(me.Actor, query.Terms, limit ?? DefaultLimit)
        {
            Senders = query.From.IsEmpty ? null : await UsersAsync(me, query.From), NotSenders = await UsersAsync(me, query.NotFrom),
            Rooms = query.In.IsEmpty ? null : await RoomsAsync(query.In), NotRooms = await RoomsAsync(query.NotIn),
            Has = query.Has, HasNot = query.HasNot, From = query.After, Until = query.Before,
            Order = order == "newest" ? SearchOrder.Newest : SearchOrder.Relevance, Cursor = string.IsNullOrEmpty(before) ? null : before, Context = context ?? 1,
        };
    }

    private Error? Fault(string? q, int? limit, string? order, int? context, int? utcOffset) =>
        string.IsNullOrWhiteSpace(q) ? ErrorCatalog.InvalidField("q", "Say what to look for.")
        : q.Length > options.Value.MaxQueryLength ? ErrorCatalog.InvalidField("q", $"A question has at most {options.Value.MaxQueryLength} characters; this one has {q.Length}.")
        : limit is < 1 or > MaxLimit ? ErrorCatalog.InvalidField("limit", $"Must be from 1 to {MaxLimit}.")
        : context is < 0 or > MaxContext ? ErrorCatalog.InvalidField("context", $"Must be from 0 to {MaxContext}.")
        : order is not (null or "relevance" or "newest") ? ErrorCatalog.InvalidField("order", "Must be relevance or newest.")
        : utcOffset is < -MaxOffset or > MaxOffset ? ErrorCatalog.InvalidField("utcOffset", $"Must be from -{MaxOffset} to {MaxOffset} minutes.")
        : null;

    private async Task<ImmutableArray<string>> UsersAsync(CurrentUser me, ImmutableArray<string> names)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var name in names.Distinct())
        {
            if (name.Equals("me", StringComparison.OrdinalIgnoreCase))
            {
                ids.Add(me.Id);
            }
            else if (name.Length <= MaxNameLength && await people.FindAsync(name) is { } user)
            {
                ids.Add(user.Id);
            }
        }

        return ids.ToImmutable();
    }

    private async Task<ImmutableArray<string>> RoomsAsync(ImmutableArray<string> names)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var name in names.Distinct())
        {
            if (await rooms.FindAsync(name) is { } room)
            {
                ids.Add(room);
            }
        }

        return ids.ToImmutable();
    }
}
