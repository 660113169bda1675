using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>Messages of a descriptor as bytes, mostly such as it has them.</summary>
/// <param name="choices">Decide.</param>
/// <param name="known">Values that mean something, by the names of fields.</param>
sealed class MessageMaker(Choices choices, IReadOnlyDictionary<string, string[]> known)
{
    const int Deepest = 5;

    static readonly long[] Numbers = [0, 1, 2, -1, 10, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    public byte[] Make(MessageDescriptor message) => ByteMutations.Of(Make(message, 0), choices);

    byte[] Make(MessageDescriptor message, int depth)
    {
        var bytes = new MemoryStream();
        using (var to = new CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach (var field in message.Fields.InFieldNumberOrder().Where(f => depth < Deepest || f.FieldType != FieldType.Message))
            {
                var times =
                    field.RealContainingOneof is not null && !choices.OneIn(3) || choices.OneIn(4) ? 0
                    : field.IsRepeated ? choices.Below(3)
                    : 1;
                for (var i = 0; i < times; i++)
                    Write(to, field, depth);
            }

            // Another kind than the field is of, or a field that there is not.
            if (choices.OneIn(20))
            {
                to.WriteTag(1 + choices.Below(20), choices.Of(WireFormat.WireType.Varint, WireFormat.WireType.LengthDelimited));
                to.WriteInt64(choices.Of(Numbers));
            }
        }

        return bytes.ToArray();
    }

    void Write(CodedOutputStream to, FieldDescriptor field, int depth)
    {
        switch (field.FieldType)
        {
            case FieldType.Double:
                to.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed64);
                to.WriteDouble(choices.Of(0.5, 0, -1, 1e300, double.NaN, double.PositiveInfinity));
                break;
            case FieldType.Float:
                to.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed32);
                to.WriteFloat(choices.Of(0.5f, 0, -1, 1e30f, float.NaN, float.PositiveInfinity));
                break;
            case FieldType.Fixed64 or FieldType.SFixed64:
                to.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed64);
                to.WriteSFixed64(choices.Of(Numbers));
                break;
            case FieldType.Fixed32 or FieldType.SFixed32:
                to.WriteTag(field.FieldNumber, WireFormat.WireType.Fixed32);
                to.WriteSFixed32((int)choices.Of(Numbers));
                break;
            case FieldType.String or FieldType.Bytes or FieldType.Message:
                to.WriteTag(field.FieldNumber, WireFormat.WireType.LengthDelimited);
                to.WriteBytes(ByteString.CopyFrom(BytesOf(field, depth)));
                break;
            default:
                to.WriteTag(field.FieldNumber, WireFormat.WireType.Varint);
                to.WriteInt64(choices.Of(Numbers));
                break;
        }
    }

    byte[] BytesOf(FieldDescriptor field, int depth)
    {
        if (field.FieldType == FieldType.Message)
            return Make(field.MessageType, depth + 1);
        return Encoding.UTF8.GetBytes(
            choices.OneIn(8) ? choices.Of(HostileTexts.Texts)
            : choices.OneIn(12) ? choices.Of(HostileTexts.Values)
            : known.TryGetValue(field.Name, out var values) ? choices.Of(values)
            : choices.Of("", "a", "1")
        );
    }
}
