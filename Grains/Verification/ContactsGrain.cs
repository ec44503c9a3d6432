using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Audit;
using Parley.Errors;
using Parley.Grains.Delivery;
using Parley.Grains.Storage;
using Parley.Users;
using Parley.Verification;

namespace Parley.Grains.Verification;

[GrainType("contacts"), CollectionAgeLimit(Minutes = 5)]
public sealed class ContactsGrain(
    ContactStore contacts, OneTimeCodes codes, Outbox outbox, Roads roads, Databases databases, IAudit audit, IOptions<VerificationOptions> options)
    : Grain, IContactsGrain
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private string User => this.GetPrimaryKeyString();

    public Task<ImmutableArray<Contact>> List() => contacts.ListAsync(User);

    public async Task<Outcome<CodeSent>> Claim(ClaimContact command)
    {
        // 1. Could it work at all?
        if (ContactAddress.Parse(command.Kind, command.Address) is not { } address)
        {
            return ErrorCatalog.InvalidField("address", ContactAddress.Fault(command.Kind));
        }

        if (!roads.LeadTo(address.Kind))
        {
            return ErrorCatalog.Error(ErrorCatalog.DeliveryUnavailable);
        }

        // 2. Is it the user?
        if (!command.IsConfirmed)
        {
            var confirmed = await GrainFactory.User(User).ConfirmPassword(new ConfirmPassword(command.Password));
            if (confirmed.IsError)
            {
                return confirmed.Error;
            }
        }

        // 3. Not too many, not too often.
        var claimed = await contacts.ListAsync(User);
        if (claimed.Length >= options.Value.MaxContacts && !claimed.Any(contact => contact.Kind == address.Kind && contact.Address == address.Value))
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyContacts);
        }

        var recent = await codes.RecentAsync(CodePurposes.Contact, address.Key, User, Hour);
        if (recent.ToAddress >= options.Value.MaxPerAddress || recent.OfUser >= options.Value.MaxPerUser)
        {
            var wait = recent.ToAddress >= options.Value.MaxPerAddress ? recent.AddressFreeIn : recent.UserFreeIn;
            return ErrorCatalog.Error(ErrorCatalog.Throttled) with { RetryAfterMs = (long)wait.TotalMilliseconds };
        }

        // 4. Also to an address that is another's: who it belongs to is told to those alone who read what is sent there.
        await contacts.ClaimAsync(User, address);
        var lifetime = options.Value.CodeLifetime;
        var code = new OneTimeCode(
            OneTimeCode.NewId(), CodePurposes.Contact, User, address.Key, OneTimeCode.Digits(options.Value.CodeLength), Link: "", options.Value.MaxAttempts, lifetime);
        await databases.Identity.WriteAsync(async (connection, transaction) =>
        {
            await codes.AddAsync(code, connection, transaction);
            await outbox.AddAsync(CodeMessages.ForContact(address, code.Code, lifetime), connection, transaction);
            return true;
        });
        outbox.Wake();
        return new CodeSent(code.Id, lifetime);
    }

    public async Task<Outcome<Contact>> Verify(VerifyContact command)
    {
        if (await codes.SpendAsync(command.Id, CodePurposes.Contact, User, command.Code) is not { } spent)
        {
            return ErrorCatalog.Error(ErrorCatalog.CodeWrong);
        }

        var address = ContactAddress.FromKey(spent.Address);
        if (await Find(address) is null)
        {
            return ErrorCatalog.Error(ErrorCatalog.ContactNotFound); // given up since
        }

        var isTaken = await contacts.TakeAsync(User, spent.Address);
        Note($"verified {address.Kind}", isTaken ? null : ErrorCatalog.ContactTaken);
        return isTaken && await Find(address) is { } verified ? verified : ErrorCatalog.Error(ErrorCatalog.ContactTaken);
    }

    public async Task<Outcome<Contact>> Remove(RemoveContact command)
    {
        if (ContactAddress.Parse(command.Kind, command.Address) is not { } address || await Find(address) is not { } contact || !await contacts.RemoveAsync(User, address.Key))
        {
            return ErrorCatalog.Error(ErrorCatalog.ContactNotFound);
        }

        Note($"removed {address.Kind}", refusal: null);
        return contact;
    }

    private void Note(string detail, string? refusal) =>
        audit.Note(new AuditEntry(AuditEvents.UserUpdated) { Actor = User, Target = User, Detail = detail, Refusal = refusal });

    private async Task<Contact?> Find(ContactAddress address) =>
        (await contacts.ListAsync(User)).FirstOrDefault(contact => contact.Kind == address.Kind && contact.Address == address.Value);
}
