using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Users;

namespace Parley.Grains.Users;

[GrainType("drafts")]
internal sealed class DraftsGrain(
    [PersistentState("drafts", GrainsRegistration.StateStore)] IPersistentState<DraftsState> state, IOptions<DraftOptions> options, TimeProvider clock) : Grain, IDraftsGrain
{
    private string User => this.GetPrimaryKeyString();

    public Task<ImmutableArray<Draft>> List() => Task.FromResult<ImmutableArray<Draft>>([.. state.State.Drafts.Select(draft => View(draft.Key, draft.Value)).OrderByDescending(draft => draft.Version)]);

    public async Task<Outcome<Draft>> Save(SaveDraft draft)
    {
        var drafts = state.State.Drafts;
        var earlier = drafts.GetValueOrDefault(draft.Room);
        if (earlier is not null && earlier.Text == draft.Text && earlier.ReplyTo == draft.ReplyTo)
        {
            return View(draft.Room, earlier); // said again: nothing to write
        }

        if ((earlier is null && drafts.Count >= options.Value.MaxDrafts) ||
            drafts.Values.Sum(one => one.Text.Length) - (earlier?.Text.Length ?? 0) + draft.Text.Length > options.Value.MaxCharacters)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyDrafts);
        }

        var version = state.State.LastVersion + 1;
        var saved = new DraftState(draft.Text, draft.ReplyTo, version, clock.GetUtcNow());
        await Write(new DraftsState { LastVersion = version, Drafts = drafts.SetItem(draft.Room, saved) });
        var view = View(draft.Room, saved);
        Tell(new DraftSaved(view));
        return view;
    }

    public async Task Drop(string room, long version)
    {
        if (state.State.Drafts.GetValueOrDefault(room) is { } draft && draft.Version <= version)
        {
            await Write(state.State with { Drafts = state.State.Drafts.Remove(room) });
            Tell(new DraftDropped(room, draft.Version));
        }
    }

    public Task Erase() => state.State.Drafts.IsEmpty ? Task.CompletedTask : Write(new DraftsState { LastVersion = state.State.LastVersion });

    private static Draft View(string room, DraftState draft) => new(room, draft.Text, draft.ReplyTo, draft.Version, draft.At);

    private Task Write(DraftsState next) => state.Replace(next, this);

    /// <summary>Versions tell devices which of two is the newer, so that the calls need not keep their order.</summary>
    private void Tell(OwnChange change) => GrainFactory.User(User).Tell(change).Ignore();
}

/// <summary>What is kept of a user's drafts. Never changed, only replaced.</summary>
public sealed record DraftsState
{
    /// <summary>The highest version ever given; it does not go down with drafts that are dropped.</summary>
    public long LastVersion { get; init; }

    /// <summary>Room id → draft.</summary>
    public ImmutableDictionary<string, DraftState> Drafts { get; init; } = ImmutableDictionary<string, DraftState>.Empty;
}

/// <summary>A draft, as it is kept.</summary>
public sealed record DraftState(string Text, long? ReplyTo, long Version, DateTimeOffset At)
{
    /// <summary>Without the text.</summary>
    public override string ToString() => $"DraftState({Version})";
}
