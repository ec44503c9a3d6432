using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Delivery;

internal static class DeliveryRegistration
{
    public static ISiloBuilder AddDelivery(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailOptions>, MailOptions.Validator>());
        services.AddOptions<SmsOptions>().BindConfiguration(SmsOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SmsOptions>, SmsOptions.Validator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISender, MailSender>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISender, SmsSender>());
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<Roads>();
        services.AddHostedService<OutboxSender>();
        return silo;
    }
}
