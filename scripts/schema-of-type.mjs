// A type of TypeScript as JSON Schema (2020-12): what JSON.stringify makes of its values.
import ts from 'typescript'

const {TypeFlags, SymbolFlags} = ts

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Type} type
 * @param {readonly ts.Type[]} within types that this one is part of
 * @returns {object} keywords; none where anything may stand
 */
export function schemaOfType(checker, type, within = []) {
  const of = (inner) => schemaOfType(checker, inner, [...within, type])
  if (type.isUnion()) return schemaOfUnion(checker, type, of)
  if (type.flags & (TypeFlags.Unknown | TypeFlags.Any)) return {}
  if (type.isStringLiteral() || type.isNumberLiteral()) return {const: type.value}
  if (type.flags & TypeFlags.BooleanLiteral) return {const: checker.typeToString(type) === 'true'}
  if (type.flags & TypeFlags.StringLike) return {type: 'string'}
  if (type.flags & TypeFlags.NumberLike) return {type: 'number'}
  if (type.flags & TypeFlags.BooleanLike) return {type: 'boolean'}
  if (type.flags & TypeFlags.Null) return {type: 'null'}
  if (within.includes(type)) return {}
  if (checker.isTupleType(type)) {
    const items = checker.getTypeArguments(type)
    return {type: 'array', prefixItems: items.map(of), minItems: items.length, maxItems: items.length}
  }
  if (checker.isArrayType(type)) return {type: 'array', items: of(checker.getTypeArguments(type)[0])}
  return schemaOfObject(checker, type, of)
}

function schemaOfUnion(checker, type, of) {
  const members = type.types.filter(({flags}) => !(flags & (TypeFlags.Undefined | TypeFlags.Void)))
  const literals = members.filter((member) => member.isStringLiteral() || member.isNumberLiteral())
  const booleans = members.filter(({flags}) => flags & TypeFlags.BooleanLiteral)
  const others = members.filter((member) => !literals.includes(member) && !booleans.includes(member))
  const schemas = [
    ...(literals.length > 0 ? [{enum: literals.map(({value}) => value).sort()}] : []),
    ...(booleans.length === 2 ? [{type: 'boolean'}] : booleans.map(of)),
    ...others.map(of),
  ]
  const [only] = schemas
  if (schemas.length === 1) return only
  const areTypes = schemas.every((schema) => Object.keys(schema).join() === 'type')
  return areTypes ? {type: [...new Set(schemas.map((schema) => schema.type))]} : {anyOf: schemas}
}

/** More keys may come with a later gt: none is refused. */
function schemaOfObject(checker, type, of) {
  const properties = {}
  const required = []
  for (const symbol of checker.getPropertiesOfType(type)) {
    const inner = checker.getTypeOfSymbol(symbol)
    // What is no part of a document.
    if (inner.getCallSignatures().length > 0) continue
    const description = ts.displayPartsToString(symbol.getDocumentationComment(checker))
    properties[symbol.name] = {...(description !== '' && {description}), ...of(inner)}
    if (!(symbol.flags & SymbolFlags.Optional) && !mayBeUndefined(inner)) required.push(symbol.name)
  }
  const rest = checker.getIndexInfosOfType(type).find(({keyType}) => keyType.flags & TypeFlags.String)
  return {
    type: 'object',
    ...(Object.keys(properties).length > 0 && {properties}),
    ...(required.length > 0 && {required}),
    ...(rest && {additionalProperties: of(rest.type)}),
  }
}

function mayBeUndefined(type) {
  const members = type.isUnion() ? type.types : [type]
  return members.some(({flags}) => flags & (TypeFlags.Undefined | TypeFlags.Void | TypeFlags.Unknown | TypeFlags.Any))
}
